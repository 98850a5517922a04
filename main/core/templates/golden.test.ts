import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BurstError, type Problem } from '../../../common/errors.ts'
import {
  expandTemplate,
  type Expansion,
  type ExpandOptions,
  type TemplatePrompt,
} from '../../../common/templates/expand.ts'
import { normalise, requestText } from '../../../common/templates/normalise.ts'
import { fill, tokensOf } from '../../../common/templates/placeholders.ts'
import { mainText, partText } from '../../../common/templates/pools.ts'
import { loadTemplate } from './load.ts'

/** Every folder is one case, produced by the original program; see the README there. */
const CASES = path.resolve('test/golden/templates')

const Options = z.object({
  theme: z.string().optional(),
  theme_file: z.string().optional(),
  style: z.string().optional(),
  fixed: z.string().optional(),
  seeds: z.string().optional(),
  count: z.int().optional(),
  session_name: z.string().optional(),
})
const Case = z.object({
  about: z.string(),
  entry: z.string(),
  kind: z.enum(['exact', 'properties', 'error']),
  options: Options.optional(),
})
type GoldenCase = z.infer<typeof Case> & { name: string }

const Prompt = z.object({
  prompt: z.string(),
  negative_prompt: z.string(),
  seed: z.int(),
  variations: z.record(z.string(), z.unknown()),
  parameters: z.record(z.string(), z.unknown()),
})
const Exact = z.object({
  count: z.int(),
  prompts: z.array(Prompt),
  resolved: z.object({ template: z.string(), negative_prompt: z.string() }),
  total_combinations: z.int(),
  pools: z.record(z.string(), z.array(z.tuple([z.string(), z.unknown()]))),
  cli: z
    .object({
      session_dir: z.string(),
      manifest: z.object({ images: z.array(z.object({ filename: z.string() })) }),
      requests: z.array(z.object({ prompt: z.string(), negative_prompt: z.string() })),
    })
    .optional(),
})
const Properties = z.object({
  properties: z.object({
    count: z.int(),
    seeds: z.array(z.int()),
    negative_prompt: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    template: z.string(),
    pools: z.record(z.string(), z.array(z.unknown())),
    looped: z.array(z.string()),
    drawn: z.array(z.string()),
    sampled: z.record(z.string(), z.int()),
    distinct_combinations: z.boolean(),
    seed_list: z.array(z.int()).optional(),
  }),
})
const Refused = z.object({
  error: z.object({
    kind: z.string(),
    subjects: z.array(z.string()).optional(),
    cause: z.unknown().optional(),
    errors: z.array(z.object({ phase: z.string(), field: z.string(), subject: z.string().nullable() })).optional(),
  }),
})

describe('golden cases of Template System V2.0', () => {
  it.each(casesOf('exact'))('$name: $about', async golden => {
    const expected = Exact.parse(readJson(golden.name, 'expected.json'))
    expect(exactOf(await expand(golden), expected)).toEqual(expected)
  })

  it.each(casesOf('properties'))('$name: $about', async golden => {
    const { properties } = Properties.parse(readJson(golden.name, 'expected.json'))
    const expansion = await expand(golden)
    const prompts = [...expansion.prompts()]
    expect(Number(expansion.count)).toBe(properties.count)
    expect(expansion.template).toBe(properties.template)
    expect(prompts.map(wireOf)).toEqual(prompts.map((prompt, index) => promptWanted(prompt, properties, index)))
    expect(strayValues(prompts, properties)).toEqual([])
    expect(sizesSampled(prompts, properties)).toEqual(properties.sampled)
    expect(repeatedBlocks(prompts, properties)).toEqual([])
    expect(turnsOf(prompts, properties)).toEqual(turnsWanted(prompts, properties))
  })

  it.each(casesOf('error'))('$name: $about', async golden => {
    const { error } = Refused.parse(readJson(golden.name, 'expected.json'))
    const problems = await problemsOf(golden)
    expect(problems[0]).toMatchObject(refusalWanted(error))
    expect(problems.filter(problem => problem.remedy === '')).toEqual([])
  })

  it('are all run', () => {
    expect((['exact', 'properties', 'error'] as const).flatMap(casesOf)).toHaveLength(52)
  })
})

type Properties = z.infer<typeof Properties>['properties']

/** The expansion in the words of the golden data; the pieces of the command line only where a case has them. */
function exactOf(expansion: Expansion, expected: z.infer<typeof Exact>): z.infer<typeof Exact> {
  const prompts = [...expansion.prompts()]
  const pools = [...expansion.pools].map(([name, pool]) => [name, pool.map(({ key, value }) => [key, value])])
  return {
    count: Number(expansion.count),
    prompts: prompts.map(wireOf),
    resolved: { template: expansion.template, negative_prompt: expansion.negativeTemplate },
    total_combinations: Number(expansion.combinations),
    pools: Object.fromEntries(pools),
    ...(expected.cli
      ? {
          cli: {
            session_dir: `${expected.cli.session_dir.replace(/\}-.*$/u, '}-')}${expansion.sessionFolder}`,
            manifest: { images: prompts.map(({ filename }) => ({ filename })) },
            requests: prompts.map(({ prompt, negativePrompt }) => ({
              prompt: requestText(prompt),
              negative_prompt: requestText(negativePrompt),
            })),
          },
        }
      : {}),
  }
}

/** What a prompt must be, given the values it took. */
function promptWanted({ variations }: TemplatePrompt, expected: Properties, index: number) {
  return {
    prompt: filled(expected.template, variations),
    negative_prompt: expected.negative_prompt,
    seed: expected.seeds[index],
    variations,
    parameters: expected.parameters,
  }
}

function strayValues(prompts: readonly TemplatePrompt[], { pools }: Properties): unknown[] {
  return prompts.flatMap(({ variations }) =>
    Object.entries(variations).filter(([name, value]) => !pools[name]?.some(known => same(known, value))),
  )
}

function sizesSampled(prompts: readonly TemplatePrompt[], { sampled }: Properties): Record<string, number> {
  const sizeOf = (name: string) => new Set(prompts.map(({ variations }) => JSON.stringify(variations[name]))).size
  return Object.fromEntries(Object.keys(sampled).map(name => [name, sizeOf(name)]))
}

function blocksOf(prompts: readonly TemplatePrompt[], { seed_list }: Properties): TemplatePrompt[] {
  return prompts.filter((_, index) => index % (seed_list?.length ?? 1) === 0)
}

function repeatedBlocks(prompts: readonly TemplatePrompt[], expected: Properties): string[] {
  if (!expected.distinct_combinations) return []
  const seen = blocksOf(prompts, expected).map(({ variations }) => JSON.stringify(variations))
  return seen.filter((combination, index) => seen.indexOf(combination) !== index)
}

/** The looped values of each block. */
function turnsOf(prompts: readonly TemplatePrompt[], expected: Properties): unknown[][] {
  return blocksOf(prompts, expected).map(({ variations }) => expected.looped.map(name => variations[name]))
}

/** Each looped name turns like a digit of a counter, the last one fastest. */
function turnsWanted(prompts: readonly TemplatePrompt[], expected: Properties): unknown[][] {
  const sizes = expected.looped.map(name => expected.sampled[name] ?? expected.pools[name]?.length ?? 0)
  const blocks = turnsOf(prompts, expected)
  const stride = (digit: number) => sizes.slice(digit + 1).reduce((product, size) => product * size, 1)
  return blocks.map((_, index) =>
    sizes.map((size, digit) => blocks[(Math.floor(index / stride(digit)) % size) * stride(digit)]?.[digit]),
  )
}

async function problemsOf(golden: GoldenCase): Promise<readonly Problem[]> {
  try {
    await expand(golden)
  } catch (error) {
    if (error instanceof BurstError && error.exit === 'usage') return error.problems
    throw error
  }
  return []
}

function refusalWanted({ kind, subjects, cause, errors }: z.infer<typeof Refused>['error']) {
  const details = { ...(subjects ? { subjects } : {}), ...(cause ? { cause } : {}), ...errors?.[0] }
  return { code: kind, ...(Object.keys(details).length > 0 ? { details } : {}) }
}

async function expand({ name, entry, options = {} }: GoldenCase): Promise<Expansion> {
  const { theme, theme_file: themeFile, style, fixed, seeds, count, session_name: sessionName } = options
  const input = path.join(CASES, name, 'input')
  const themePath = themeFile === undefined ? undefined : path.join(input, themeFile)
  const source = await loadTemplate(path.join(input, entry), { themeFile: themePath })
  const chosen: ExpandOptions = { theme, themeFile: themePath, style, seeds, count, sessionName }
  return expandTemplate(source, fixed === undefined ? chosen : { ...chosen, fixed: [fixed] })
}

function filled(template: string, variations: Readonly<Record<string, string | Readonly<Record<string, string>>>>) {
  return normalise(
    fill(tokensOf(template), ({ name, part }) => {
      const value = variations[name] ?? ''
      return part === null || typeof value === 'string' ? mainText(value) : partText(value, part)
    }),
  )
}

function wireOf(prompt: TemplatePrompt) {
  const { negativePrompt, seed, variations, parameters } = prompt
  return { prompt: prompt.prompt, negative_prompt: negativePrompt, seed, variations, parameters }
}

function casesOf(kind: GoldenCase['kind']): GoldenCase[] {
  return readdirSync(CASES, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => ({ ...Case.parse(readJson(name, 'case.json')), name }))
    .filter(golden => golden.kind === kind)
}

function readJson(name: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(CASES, name, file), 'utf8'))
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
