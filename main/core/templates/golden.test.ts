import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BurstError } from '../../../common/errors.ts'
import { expandTemplate, type Expansion, type ExpandOptions } from '../../../common/templates/expand.ts'
import { normalise } from '../../../common/templates/normalise.ts'
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
type Case = z.infer<typeof Case>

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
  for (const name of caseNames()) {
    const golden = Case.parse(readJson(name, 'case.json'))
    it(`${name}: ${golden.about}`, async () => {
      const expected = readJson(name, 'expected.json')
      if (golden.kind === 'exact') expectExact(await expand(name, golden), Exact.parse(expected))
      else if (golden.kind === 'properties') await expectProperties(name, golden, Properties.parse(expected).properties)
      else await expectRefusal(name, golden, Refused.parse(expected).error)
    })
  }

  it('has all the cases', () => {
    expect(caseNames()).toHaveLength(52)
  })
})

function expectExact(expansion: Expansion, expected: z.infer<typeof Exact>): void {
  const prompts = [...expansion.prompts()]
  expect(prompts.map(wireOf)).toEqual(expected.prompts)
  expect(expansion.count).toBe(expected.count)
  expect(expansion.template).toBe(expected.resolved.template)
  expect(expansion.negativeTemplate).toBe(expected.resolved.negative_prompt)
  expect(expansion.combinations).toBe(BigInt(expected.total_combinations))
  const pools = [...expansion.pools].map(([name, pool]) => [name, pool.map(({ key, value }) => [key, value])])
  expect(Object.fromEntries(pools)).toEqual(expected.pools)
  if (!expected.cli) return
  expect(prompts.map(prompt => prompt.filename)).toEqual(expected.cli.manifest.images.map(image => image.filename))
  expect(expected.cli.session_dir.endsWith(`}-${expansion.sessionFolder}`)).toBe(true)
}

async function expectProperties(
  name: string,
  golden: Case,
  expected: z.infer<typeof Properties>['properties'],
): Promise<void> {
  const expansion = await expand(name, golden)
  const prompts = [...expansion.prompts()]
  expect(expansion.count).toBe(expected.count)
  expect(expansion.template).toBe(expected.template)
  expect(prompts.map(prompt => prompt.seed)).toEqual(expected.seeds)
  for (const prompt of prompts) {
    expect(prompt.negativePrompt).toBe(expected.negative_prompt)
    expect(prompt.parameters).toEqual(expected.parameters)
    expect(prompt.prompt).toBe(filled(expected.template, prompt.variations))
    for (const [placeholder, value] of Object.entries(prompt.variations))
      expect(expected.pools[placeholder]).toContainEqual(value)
  }
  const blocks = prompts.filter((_, index) => index % (expected.seed_list?.length ?? 1) === 0)
  const combinations = blocks.map(prompt => JSON.stringify(prompt.variations))
  if (expected.distinct_combinations) expect(new Set(combinations).size).toBe(combinations.length)
  for (const [placeholder, size] of Object.entries(expected.sampled))
    expect(new Set(prompts.map(prompt => JSON.stringify(prompt.variations[placeholder]))).size).toBe(size)
  expectLoops(blocks, expected)
}

/** Each looped name turns like a digit of a counter, the last one fastest. */
function expectLoops(
  blocks: readonly { variations: Readonly<Record<string, unknown>> }[],
  expected: z.infer<typeof Properties>['properties'],
): void {
  let turns = 1
  for (const name of expected.looped.toReversed()) {
    const size = expected.sampled[name] ?? expected.pools[name]?.length ?? 0
    const first = Array.from({ length: size }, (_, digit) => blocks[digit * turns]?.variations[name])
    blocks.forEach((block, index) => {
      expect(block.variations[name]).toEqual(first[Math.floor(index / turns) % size])
    })
    turns *= size
  }
}

async function expectRefusal(name: string, golden: Case, expected: z.infer<typeof Refused>['error']): Promise<void> {
  const error = await expand(name, golden).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof BurstError)) throw new Error(`expected a refusal, got ${String(error)}`)
  expect(error.exit).toBe('usage')
  const [first] = error.problems
  expect(first).toMatchObject({
    code: expected.kind,
    ...(expected.subjects ? { details: { subjects: expected.subjects } } : {}),
    ...(expected.cause ? { details: { cause: expected.cause } } : {}),
  })
  if (expected.errors) expect(error.problems.map(problem => problem.details)).toEqual(expected.errors)
  for (const problem of error.problems) expect(problem.remedy).not.toBe('')
}

async function expand(name: string, { entry, options = {} }: Case): Promise<Expansion> {
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

function wireOf(prompt: ReturnType<Expansion['prompts']> extends Iterable<infer P> ? P : never) {
  const { negativePrompt, seed, variations, parameters } = prompt
  return { prompt: prompt.prompt, negative_prompt: negativePrompt, seed, variations, parameters }
}

function caseNames(): string[] {
  return readdirSync(CASES, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .toSorted()
}

function readJson(name: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(CASES, name, file), 'utf8'))
}
