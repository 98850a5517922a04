import type { Problem } from '../errors.ts'
import type { Spot } from './findings.ts'
import type { Pool, VariationValue } from './pools.ts'

export type ExpandOptions = {
  /** Keep the first prompts alone; applied last. */
  readonly count?: number | undefined
  /** Instead of `generation.seed`. */
  readonly seed?: number | undefined
  /** `1,2,3`, `5-9` or `count#start`: every combination with every seed. */
  readonly seeds?: string | undefined
  readonly theme?: string | undefined
  /** Path of a theme file, absolute or from the template's folder; it must have been loaded with the template. */
  readonly themeFile?: string | undefined
  readonly style?: string | undefined
  /** `Name=Key`, or sdgen's `Name:key|Name2:key2`. */
  readonly fixed?: readonly string[] | undefined
  readonly sessionName?: string | undefined
  /** Numbers in [0, 1); drawn from once. Without it, what is drawn follows from the seed and the text of the template. */
  readonly random?: (() => number) | undefined
}

export type TemplatePrompt = {
  /** From 0. */
  readonly index: number
  /** Normalised, with its line breaks. */
  readonly prompt: string
  readonly negativePrompt: string
  /** −1 leaves it to the server. */
  readonly seed: number
  readonly variations: Readonly<Record<string, VariationValue>>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly filename: string
}

export type Expansion = {
  readonly name: string
  readonly sessionName: string
  /** The session's folder without its time stamp: with the theme and style that were chosen. */
  readonly sessionFolder: string
  /** Product of the whole pools of all used names: before selectors, weights and limits. */
  readonly combinations: bigint
  /** How many prompts `prompts()` gives. */
  readonly count: bigint
  readonly warnings: readonly Problem[]
  /** The text after inheritance and chunks, with its placeholders, not normalised. */
  readonly template: string
  readonly negativeTemplate: string
  /** What each used name could become, in the order of the imports. */
  readonly pools: ReadonlyMap<string, Pool>
  readonly fixed: Readonly<Record<string, string>>
  readonly generation: {
    readonly mode: string
    readonly seed: number
    readonly seed_mode: string
    readonly max_images: number
    readonly seed_list: readonly number[] | null
  }
  readonly theme: string | null
  readonly style: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Where each parameter was written, for messages about its value. */
  readonly parameterSpots: ReadonlyMap<string, Spot>
  /**
   * From prompt `from` on (0 is the first), one at a time; may be called again and gives the same. A late start costs no
   * more than an early one.
   */
  readonly prompts: (from?: number) => Iterable<TemplatePrompt>
}
