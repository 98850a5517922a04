import { poolsOf, readAxes, type Axis } from './axes.ts'
import { planBlocks, type BlockPlan } from './blocks.ts'
import { MAX_TEXT } from './bounded-text.ts'
import { checkEntry } from './check-entry.ts'
import { readChunks } from './chunk-files.ts'
import { expandChunks, type OwnImport } from './chunk-references.ts'
import { productOf } from './combinations.ts'
import { checkOptions, type CheckedOptions } from './expand-options.ts'
import type { Expansion, ExpandOptions, TemplatePrompt } from './expansion.ts'
import type { Generation } from './files/document.ts'
import { checkParts, chosenOf, longestPrompt, promptFiller } from './fill-prompt.ts'
import { newFindings, textTooLong, throwProblems, type Findings, type Spot } from './findings.ts'
import { applyFixed } from './fixed-values.ts'
import { readImports, type Imports } from './imports.ts'
import { mergeChain, readChain, type MergedTemplate } from './inherit.ts'
import { imageNames, sessionFolderOf, sessionNameOf } from './names.ts'
import { normalise } from './normalise.ts'
import { placeholdersOf, tokensOf, type Tokens } from './placeholders.ts'
import type { Pool } from './pools.ts'
import { seededRandom, seedOfText } from './random.ts'
import { seedAt } from './seeds.ts'
import { rootMapOf, spotIn, type TemplateSource } from './source.ts'
import { chooseImports } from './themes.ts'
import { tellEffects } from './warnings/effects.ts'
import { warnOfFields } from './warnings/fields.ts'
import { warnOfGeneration } from './warnings/generation.ts'
import { warnOfImports } from './warnings/imports.ts'
import { warnOfSelectors } from './warnings/selectors.ts'
import { warnOfText } from './warnings/text.ts'
import { warnOfTheme } from './warnings/themes.ts'
import { writtenOf } from './written.ts'
import { fieldOf } from './yaml/node.ts'

export type { Expansion, ExpandOptions, TemplatePrompt } from './expansion.ts'
export type { TemplateSource } from './source.ts'

/**
 * Resolves a template into prompts, as Template System V2.0 prescribes. Pure: reads no disk, draws from what it is given.
 *
 * `checkParameters` looks at the merged parameters for who wants more of them than to be passed on.
 *
 * Throws a BurstError of kind `usage` with all problems found, each with file, line and column where it has a place.
 */
export function expandTemplate(
  source: TemplateSource,
  options: ExpandOptions,
  checkParameters: (template: MergedTemplate, findings: Findings) => void = () => undefined,
): Expansion {
  const findings = newFindings()
  const checked = checkOptions(options, findings)
  const template = readTemplate(source, findings)
  if (template) checkParameters(template, findings)
  const resolved = template && resolve(source, template, checked, findings)
  throwProblems(findings)
  // Without a problem there is a result; this is for the compiler.
  if (!resolved) throw new Error('a template without problems was not resolved')
  return resolved
}

function readTemplate(source: TemplateSource, findings: Findings): MergedTemplate | null {
  const chain = readChain(source, findings)
  if (chain[0]) checkEntry(source, chain[0], findings)
  return mergeChain(chain, findings)
}

function resolve(
  source: TemplateSource,
  template: MergedTemplate,
  options: CheckedOptions,
  findings: Findings,
): Expansion | null {
  const chosen = chooseImports(source, template, options, options.style, findings)
  if (chosen === null) return null
  const chunks = readChunks(source, template.chunks, findings)
  const given = readImports(source, chosen.imports, template.namesKnown, findings)
  const spot = textSpot(template)
  const written = writtenOf(source, template)
  const { removed } = chosen
  const own = new Map<string, OwnImport>()
  const text = expandChunks(template.text, { source, chunks, imports: given, removed, own, spot, written, findings })
  const imports = withOwn(given, own)
  const pools = applyFixed(poolsOf(imports), options.fixed, findings)
  const tokens = tokensOf(text)
  const placeholders = placeholdersOf(tokens)
  const generation = { ...template.generation, seed: options.seed ?? template.generation.seed }
  const randomSeed = options.randomSeed ?? seedOfText(`${generation.seed} ${text}`)
  const axes = readAxes(placeholders, imports, pools, chosen, seededRandom(randomSeed), written, findings)
  const plan = planBlocks(axes, generation, options, randomSeed + 1)
  checkParts(placeholders, axes, pools, plan.reachable, spot, findings)
  const longest = Math.max(longestPrompt(tokens, axes, pools), template.negative.length)
  if (longest > MAX_TEXT) findings.problems.push(textTooLong(spot))
  const looked = { template, text, placeholders, axes, pools, imports, generation, options, plan, written, findings }
  warnOfSelectors(looked)
  warnOfGeneration(looked)
  warnOfText(looked)
  warnOfImports(looked, chosen.imports)
  warnOfTheme(looked, chosen)
  warnOfFields(template, findings)
  tellEffects(looked)
  return expansionOf({ template, text, tokens, axes, pools, generation, options, plan, findings })
}

/** The imports of the prompt with those of the chunks it uses, which never replace one of its own. */
function withOwn(given: Imports, own: ReadonlyMap<string, OwnImport>): Imports {
  if (own.size === 0) return given
  const byName = new Map(given.byName)
  const failed = new Set(given.failed)
  for (const [name, { imported }] of own)
    if (imported === null) failed.add(name)
    else if (!byName.has(name)) byName.set(name, imported)
  return { ...given, byName, failed }
}

type Resolved = {
  readonly template: MergedTemplate
  readonly text: string
  readonly tokens: Tokens
  readonly axes: readonly Axis[]
  readonly pools: ReadonlyMap<string, Pool>
  readonly generation: Generation
  readonly options: CheckedOptions
  readonly plan: BlockPlan
  readonly findings: Findings
}

function expansionOf(resolved: Resolved): Expansion {
  const { template, text, axes, pools, generation, options, plan, findings } = resolved
  const used = new Set(axes.map(axis => axis.name))
  const sessionName = sessionNameOf(options.sessionName, template.entry.sessionName, template.entry.name)
  const parameters = parametersOf(template)
  return {
    name: template.entry.name,
    sessionName,
    sessionFolder: sessionFolderOf(sessionName, options, options.style),
    combinations: productOf(axes.map(axis => axis.pool.length)),
    count: plan.count,
    warnings: findings.warnings,
    template: text,
    negativeTemplate: template.negative,
    pools: new Map([...pools].filter(([name]) => used.has(name))),
    fixed: Object.fromEntries(options.fixed.map(({ name, key }) => [name, key])),
    generation: {
      mode: generation.mode,
      seed: generation.seed,
      seed_mode: generation.seedMode,
      max_images: generation.maxImages,
      seed_list: options.seeds,
    },
    theme: options.theme ?? null,
    style: options.style,
    parameters,
    parameterSpots: parameterSpotsOf(template),
    prompts: (from = 0) => promptsOf(resolved, sessionName, parameters, from),
  }
}

function* promptsOf(
  { template, tokens, axes, pools, generation, plan }: Resolved,
  sessionName: string,
  parameters: Readonly<Record<string, unknown>>,
  from: number,
): Generator<TemplatePrompt> {
  const negativePrompt = normalise(template.negative)
  // Without a used name there is one prompt with the plain seed, whatever the seed mode says.
  const planned = (index: number) =>
    axes.length === 0 ? generation.seed : seedAt(generation.seedMode, generation.seed, index)
  const seeds = plan.seeds ?? [null]
  const count = Number(plan.count)
  const fill = promptFiller(tokens, axes, pools)
  const nameOf = imageNames(sessionName)
  let index = from
  for (const combination of plan.combinations(BigInt(Math.floor(from / seeds.length)))) {
    const prompt = normalise(fill(combination))
    const variations = chosenOf(axes, combination)
    for (const listed of seeds.slice(index % seeds.length)) {
      if (index >= count) return
      const seed = listed ?? planned(index)
      const filename = nameOf(index, seed)
      yield { index, prompt, negativePrompt, seed, variations, parameters, filename }
      index++
    }
  }
}

/** The merged parameters as plain data. */
export function parametersOf({ parameters }: MergedTemplate): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...parameters].map(([key, { value }]) => [key, value]))
}

export function parameterSpotsOf({ parameters }: MergedTemplate): ReadonlyMap<string, Spot> {
  return new Map([...parameters].map(([key, { node, from }]) => [key, spotIn(from, node)]))
}

function textSpot({ entry }: MergedTemplate): Spot {
  const root = rootMapOf(entry.file)
  return spotIn(entry.file, root && fieldOf(root, entry.kind === 'prompt' ? 'prompt' : 'template'))
}
