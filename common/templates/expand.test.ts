import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BurstError, type Problem } from '../errors.ts'
import { expandTemplate, type ExpandOptions } from './expand.ts'
import { seededRandom } from './random.ts'
import { promptText, sourceOf } from './test-source.ts'

const expand = (texts: Record<string, string>, options: ExpandOptions = {}) => expandTemplate(sourceOf(texts), options)
const texts = (files: Record<string, string>, options: ExpandOptions = {}) =>
  [...expand(files, options).prompts()].map(prompt => prompt.prompt)
const codes = (problems: readonly Problem[]) => problems.map(problem => problem.code)
function problemsOf(files: Record<string, string>, options: ExpandOptions = {}): readonly Problem[] {
  try {
    expand(files, options)
  } catch (error) {
    if (error instanceof BurstError) return error.problems
    throw error
  }
  return []
}

const word = fc.stringMatching(/^[a-z]{1,8}$/)
const pools = fc.dictionary(
  fc.stringMatching(/^[A-Z][a-z]{0,3}$/),
  fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
  {
    minKeys: 1,
    maxKeys: 4,
  },
)
const textOf = (imports: Record<string, unknown>, suffix = '') =>
  Object.keys(imports)
    .map(name => `{${name}${suffix}}`)
    .join(', ')

const chunk = (text: string) => JSON.stringify({ type: 'chunk', template: text })
const circle = (parent: string) => `name: T\nimplements: ${parent}\ntemplate: "{prompt}"`
const cutAt = (max: number) => ({
  generation: { mode: 'combinatorial', seed: 1, seed_mode: 'fixed', max_images: max },
})

describe('expandTemplate', () => {
  it('makes as many prompts as it counts, each combination once', () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: -1, max: 40 }), (imports, maxImages) => {
        const generation = { mode: 'combinatorial', seed: 1, seed_mode: 'progressive', max_images: maxImages }
        const expansion = expand({ 'a.yaml': promptText(textOf(imports), imports, { generation }) })
        const prompts = [...expansion.prompts()]
        const all = Object.values(imports).reduce((product, pool) => product * pool.length, 1)
        expect(prompts).toHaveLength(Number(expansion.count))
        expect(expansion.count).toBe(BigInt(maxImages > 0 ? Math.min(maxImages, all) : all))
        expect(expansion.combinations).toBe(BigInt(all))
        expect(new Set(prompts.map(({ variations }) => JSON.stringify(variations))).size).toBe(prompts.length)
        expect(new Set(prompts.map(({ filename }) => filename)).size).toBe(prompts.length)
      }),
      { numRuns: 60 },
    )
  })

  it('makes as many prompts as it counts in random mode, each combination once', () => {
    fc.assert(
      fc.property(
        pools,
        fc.integer({ min: -1, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        (imports, maxImages, seeds) => {
          const generation = { mode: 'random', seed: 1, seed_mode: 'fixed', max_images: maxImages }
          const files = { 'a.yaml': promptText(textOf(imports), imports, { generation }) }
          const expansion = expand(files, { seeds: `${seeds}#5` })
          const prompts = [...expansion.prompts()]
          expect(prompts).toHaveLength(Number(expansion.count))
          const seen = prompts.map(({ variations, seed }) => JSON.stringify([variations, seed]))
          expect(new Set(seen).size).toBe(seen.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('draws the same from the same source, and from the same seed without one', () => {
    fc.assert(
      fc.property(pools, fc.nat(), (imports, seed) => {
        const drawn = { 'a.yaml': promptText(textOf(imports, '[$0]'), imports) }
        const limited = { 'a.yaml': promptText(textOf(imports, '[2]'), imports) }
        for (const files of [drawn, limited]) {
          expect(texts(files, { random: seededRandom(seed) })).toEqual(texts(files, { random: seededRandom(seed) }))
          expect(texts(files, { seed })).toEqual(texts(files, { seed }))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('gives the same prompts each time they are asked for', () => {
    const expansion = expand({ 'a.yaml': promptText('{A[$0]} {B}', { A: ['a', 'b', 'c'], B: ['1', '2', '3', '4'] }) })
    expect([...expansion.prompts()]).toEqual([...expansion.prompts()])
  })

  it('counts without building: 10^30 combinations cost nothing until they are asked for', () => {
    const names = Array.from({ length: 30 }, (_, index) => `P${index}`)
    const imports = Object.fromEntries(names.map(name => [name, Array.from('abcdefghij')]))
    const expansion = expand({ 'a.yaml': promptText(textOf(imports), imports) })
    expect(expansion.combinations).toBe(10n ** 30n)
    const [first] = expansion.prompts()
    expect(first?.prompt).toBe(names.map(() => 'a').join(', '))
  })

  it('reports all problems together, each with its place', () => {
    const entry = [
      'name: A',
      'generation: {mode: combinatorial, seed: 1, seed_mode: fixed, max_images: 5}',
      'imports:',
      '  Tree: trees.yaml',
      '  Leaf: gone.yaml',
      'prompt: "{Tree} {Leav} @FOG"',
    ].join('\n')
    const problems = problemsOf({ 'a.yaml': entry, 'trees.yaml': 'elm: 1\noak: oak\nfir: [x]' }, { seeds: 'x' })
    expect(codes(problems)).toEqual([
      'seeds-format',
      'invalid-configuration',
      'variation-not-a-string',
      'variation-not-a-string',
      'unknown-chunk',
      'unresolved-placeholders',
    ])
    expect(problems[1]).toMatchObject({ file: 'a.yaml', line: 5, column: 9 })
    expect(problems[3]).toMatchObject({ file: 'trees.yaml', line: 3, column: 6 })
    expect(problems[4]).toMatchObject({ file: 'a.yaml', line: 6, column: 24 })
    expect(problems.every(problem => problem.remedy !== '')).toBe(true)
  })

  it('guesses what was meant', () => {
    const [problem] = problemsOf({ 'a.yaml': promptText('{Colur}', { Colour: ['red'] }) })
    expect(problem?.message).toContain('Did you mean Colour?')
  })

  it.each([0, -3, 1.5])('refuses a count of %s', count => {
    expect(codes(problemsOf({ 'a.yaml': promptText('a', {}) }, { count }))).toEqual(['count-not-positive'])
  })

  it('refuses a circle of parents', () => {
    const files = {
      'a.yaml': promptText('a', {}, { implements: 't.yaml' }),
      't.yaml': circle('u.yaml'),
      'u.yaml': circle('t.yaml'),
    }
    expect(codes(problemsOf(files))).toEqual(['circular-inheritance'])
  })

  it('puts $ and its like into slots as they are', () => {
    const files = {
      'a.yaml': promptText("$& $1 $' {A[$5]}", { A: ['x'] }, { implements: 't.yaml' }),
      't.yaml': 'name: T\ntemplate: "<{prompt}>"',
    }
    expect(texts(files)).toEqual(["<$& $1 $' x>"])
  })

  it('expands chunks in two passes and no more', () => {
    const files = {
      'a.yaml': promptText(
        '@Outer | @{Par with X:@Inner, Y:{A}}',
        { A: ['x'] },
        {
          chunks: { Outer: 'o.yaml', Par: 'p.yaml', Inner: 'i.yaml' },
        },
      ),
      'o.yaml': chunk('outer @Inner'),
      'p.yaml': chunk('par {X} {Y} @Inner'),
      'i.yaml': chunk('inner'),
    }
    expect(texts(files)).toEqual(['outer @Inner | par inner x inner'])
  })

  it('reads nested references at once, and survives those that lead in a circle', () => {
    const group = { G: { one: 'one.chunk.yaml', two: 'pool.yaml' }, A: ['x', 'y'] }
    const prompt = promptText('@G.one, @G.two.k', group)
    expect(texts({ 'a.yaml': prompt, 'one.chunk.yaml': chunk('see {A[#1]}'), 'pool.yaml': 'k: value' })).toEqual([
      'see y, value',
    ])
    expect(codes(problemsOf({ 'a.yaml': prompt, 'one.chunk.yaml': chunk('@G.one'), 'pool.yaml': 'k: v' }))).toEqual([
      'invalid-nested-reference',
    ])
  })

  it('refuses chunks that multiply a text beyond the limit', () => {
    const files = {
      'a.yaml': promptText('@A'.repeat(2000).replaceAll('@', ' @'), {}, { chunks: { A: 'c.yaml' } }),
      'c.yaml': chunk('x'.repeat(1000)),
    }
    expect(codes(problemsOf(files))).toContain('text-too-long')
  })

  it('reports a part of a plain value only if the cut list gets to it', () => {
    const pool = JSON.stringify({ variations: { a: { main: 'A', p: 'part' }, b: 'plain' } })
    const imports = { A: 'pool.yaml', B: ['1', '2'] }
    const cut = { 'a.yaml': promptText('{A} {A:p} {B}', imports, cutAt(2)), 'pool.yaml': pool }
    expect(texts(cut)).toEqual(['A part 1', 'A part 2'])
    const whole = { 'a.yaml': promptText('{A} {A:p} {B}', imports, cutAt(3)), 'pool.yaml': pool }
    expect(codes(problemsOf(whole))).toEqual(['part-of-simple-variation'])
  })

  it('makes random mode work with values of several parts', () => {
    const pool = JSON.stringify({ variations: { a: { main: 'A' }, b: { main: 'B' } } })
    const generation = { mode: 'random', seed: 1, seed_mode: 'fixed', max_images: 9 }
    expect(
      texts({ 'a.yaml': promptText('{A}', { A: 'pool.yaml' }, { generation }), 'pool.yaml': pool }).toSorted(),
    ).toEqual(['A', 'B'])
  })

  it('warns where a result is what the format says and hardly what was meant', () => {
    const files = {
      'a.yaml': promptText(
        '{A[elm]} {B[#9]} {C:part} {D[0]}',
        { A: ['x'], B: ['x'], C: ['x'], D: ['x'] },
        {
          negative_prompt: 'no {A}',
          generation: { mode: 'combinatoric', seed: 1, seed_mode: 'fix', max_images: 1 },
        },
      ),
    }
    expect(codes(problemsOf(files))).toEqual(['part-of-simple-variation'])
    const fine = { 'a.yaml': files['a.yaml'].replace('{C:part}', '{E:part}') }
    expect(codes(expand(fine).warnings)).toEqual([
      'selector-ignored',
      'selector-found-nothing',
      'mode-unknown',
      'seed-mode-unknown',
      'pool-empty',
      'parts-only',
      'placeholder-in-negative',
    ])
  })

  it('keeps file names safe, unique and of bounded length', () => {
    const files = { 'a.yaml': promptText('{A}', { A: ['x', 'y'] }) }
    const [first, second] = expand(files, { sessionName: `../a:b\u0000${'é'.repeat(300)}` }).prompts()
    expect(first?.filename).toMatch(/^\.\._a_b_é+_0000_seed-1\.png$/u)
    expect(new TextEncoder().encode(first?.filename).length).toBeLessThan(255)
    expect(second?.filename).toMatch(/_0001_seed-2\.png$/u)
  })

  it('keeps the first draws where the count cuts a random run', () => {
    const generation = { mode: 'random', seed: 3, seed_mode: 'fixed', max_images: 20 }
    const files = {
      'a.yaml': promptText('{A} {B}', { A: Array.from('abcdef'), B: Array.from('ghijkl') }, { generation }),
    }
    expect(texts(files, { count: 7 })).toEqual(texts(files).slice(0, 7))
  })

  it('gives any page of the prompts as a slice of them all', () => {
    const generation = fc.record({
      mode: fc.constantFrom('combinatorial', 'random'),
      seed: fc.constantFrom(-1, 5),
      seed_mode: fc.constantFrom('fixed', 'progressive', 'random'),
      max_images: fc.integer({ min: -1, max: 60 }),
    })
    const suffix = fc.constantFrom('', '[$0]', '[$2]', '[2]')
    const seeds = fc.option(fc.constantFrom('1#3', '3#7', '2,2,9'), { nil: undefined })
    fc.assert(
      fc.property(pools, suffix, generation, seeds, fc.nat({ max: 80 }), (imports, looped, how, list, from) => {
        const text = `${textOf(imports)} ${textOf(imports, looped)}`
        const expansion = expand({ 'a.yaml': promptText(text, imports, { generation: how }) }, { seeds: list })
        expect([...expansion.prompts(from)]).toEqual([...expansion.prompts()].slice(from))
      }),
      { numRuns: 100 },
    )
  })

  it('counts exactly and shows any page at once where the combinations pass what a number holds', () => {
    const words = Array.from({ length: 1000 }, (_, index) => `w${index}`)
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
    const imports = Object.fromEntries(names.map(name => [name, words]))
    const expansion = expand({ 'a.yaml': promptText(textOf(imports), imports, { generation: cutAt(-1).generation }) })
    expect(expansion.count).toBe(10n ** 21n)
    const [far] = expansion.prompts(123_456_789_012)
    expect(far?.prompt).toBe('w0, w0, w0, w123, w456, w789, w12')
  })

  it('ends a random run that asks for more than there is, or than one job holds', () => {
    const generation = { mode: 'random', seed: 1, seed_mode: 'fixed', max_images: Number.MAX_SAFE_INTEGER }
    const small = expand({ 'a.yaml': promptText('{A}', { A: ['x', 'y'] }, { generation }) })
    expect(small.count).toBe(2n)
    expect(codes(small.warnings)).toEqual(['fewer-than-asked'])
  })

  it('answers any text with prompts or with a BurstError', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      'A',
      'B',
      '@',
      '@{',
      ' with ',
      ':',
      ',',
      ';',
      '#',
      '$',
      '0',
      '-',
      '.',
      '{A}',
      '@C',
      '@G.c',
      '\n',
    ]
    const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 40 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(text, text, (prompt, inner) => {
        const imports = { A: ['x', '{B}', '@C'], B: 'v.yaml', G: { c: 'c.chunk.yaml' } }
        const files = {
          'a.yaml': promptText(prompt, imports, { chunks: { C: 'c.chunk.yaml' } }),
          'v.yaml': '{a: {main: m, p: q}, b: text}',
          'c.chunk.yaml': chunk(inner),
        }
        expect(problemsOf(files).filter(problem => problem.message === '')).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('answers any file with prompts or with a BurstError', () => {
    const field = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('{A}', '@A', '{prompt}', 'x.yaml', ['x.yaml'], { A: 'x.yaml' }),
    )
    const names = [
      'name',
      'prompt',
      'template',
      'generation',
      'imports',
      'chunks',
      'parameters',
      'themes',
      'implements',
    ]
    const file = fc.record(Object.fromEntries(names.map(name => [name, field])), { requiredKeys: [] })
    fc.assert(
      fc.property(file, file, (entry, other) => {
        const files = { 'a.yaml': promptText('{A} @A', { A: 'x.yaml' }, entry), 'x.yaml': JSON.stringify(other) }
        expect(problemsOf(files).length).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 200 },
    )
  })
})
