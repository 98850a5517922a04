import { describe, expect, it } from 'vitest'
import { BurstError } from '../errors.ts'
import { expandTemplate, type ExpandOptions } from './expand.ts'
import { promptText, sourceOf } from './test-source.ts'

/** What the format's documentation promises and `sdgen` refuses. */
const json = (value: unknown) => JSON.stringify(value)
const expanded = (files: Record<string, string>, options: ExpandOptions = {}) =>
  expandTemplate(sourceOf(files), options)
const texts = (files: Record<string, string>, options: ExpandOptions = {}) =>
  [...expanded(files, options).prompts()].map(({ prompt }) => prompt)
function problemsOf(files: Record<string, string>) {
  try {
    expanded(files)
  } catch (error) {
    if (error instanceof BurstError) return error.problems.map(({ code, file, message }) => ({ code, file, message }))
    throw error
  }
  return []
}

const GIRL = {
  type: 'character',
  imports: { Haircuts: '../v/haircuts.yaml', Pose: '../v/poses.yaml' },
  template: '1girl, {Age}, {Hair} hair, {Haircut}, {Pose}',
  defaults: { Age: 20, Hair: 'brown', Haircut: 'Haircuts.Bob' },
}
const CHLOE = { type: 'character', implements: 'girl.chunk.yaml', chunks: { Age: '22', Haircut: 'Haircuts.Long' } }

function library(prompt: string, more: { imports?: object; chunks?: object; chloe?: object; girl?: object } = {}) {
  const { imports = {}, chunks = { Girl: '../c/girl.chunk.yaml', Chloe: '../c/chloe.chunk.yaml' } } = more
  return {
    'p/a.prompt.yaml': promptText(prompt, { ...imports }, { chunks }),
    'c/girl.chunk.yaml': json({ ...GIRL, ...more.girl }),
    'c/chloe.chunk.yaml': json({ ...CHLOE, ...more.chloe }),
    'v/haircuts.yaml': 'Bob: bob cut\nLong: long hair',
    'v/poses.yaml': 's: standing\nt: sitting',
  }
}

describe('a chunk', () => {
  it('gives its own placeholders their values, and a pool where it has no value', () => {
    expect(texts(library('@Girl'))).toEqual([
      '1girl, 20, brown hair, bob cut, standing',
      '1girl, 20, brown hair, bob cut, sitting',
    ])
  })

  it('inherits text, imports and defaults from one of its type; its `chunks` win over defaults', () => {
    expect(texts(library('@Chloe'))[0]).toBe('1girl, 22, brown hair, long hair, standing')
    const own = { template: 'a woman, {Age}, {Hair}' }
    expect(texts(library('@Chloe', { chloe: own }))).toEqual(['a woman, 22, brown'])
  })

  it('takes parameters before its own values, and imports of the prompt before both', () => {
    const imports = { Hair: ['red', 'blonde'], Pose: ['lying'] }
    expect(texts(library('@{Chloe with Age:{Years}}', { imports: { ...imports, Years: ['30'] } }))).toEqual([
      '1girl, 30, red hair, long hair, lying',
      '1girl, 30, blonde hair, long hair, lying',
    ])
  })

  it('may stand under imports, and in a group of them', () => {
    const chunks = {}
    const imports = { Chloe: '../c/chloe.chunk.yaml', People: { girl: '../c/girl.chunk.yaml' } }
    expect(texts(library('@Chloe, x', { imports, chunks }))[0]).toBe('1girl, 22, brown hair, long hair, standing, x')
    expect(texts(library('@People.girl, x', { imports, chunks }))).toEqual([
      '1girl, 20, brown hair, bob cut, standing, x',
    ])
  })

  it('is told of what it lacks: a file of its own, a key, a name that nothing gives', () => {
    const girl = { imports: { Pose: '../v/gone.yaml', Haircuts: '../v/haircuts.yaml' } }
    expect(problemsOf(library('@Girl', { girl }))).toEqual([
      { code: 'file-not-found', file: 'c/girl.chunk.yaml', message: expect.stringContaining('../v/gone.yaml') },
    ])
    // Of a chunk that is declared and not used nothing more is wanted than that it can be read.
    expect(problemsOf(library('x', { girl }))).toEqual([])
    const slip = library('@Girl', { girl: { defaults: { ...GIRL.defaults, Haircut: 'Haircuts.Longs' } } })
    expect(texts(slip)[0]).toContain('Haircuts.Longs')
    expect(expanded(slip).warnings).toMatchObject([
      { code: 'key-not-found', file: 'c/girl.chunk.yaml', message: expect.stringContaining('Did you mean Long?') },
    ])
    expect(problemsOf(library('@Girl', { girl: { defaults: {} } })).map(({ code }) => code)).toEqual([
      'unresolved-placeholders',
    ])
  })

  it('shares a pool with another by its file, and is refused where one name means two', () => {
    const two = (other: string) => ({
      ...library('@Girl, @Other', { chunks: { Girl: '../c/girl.chunk.yaml', Other: '../d/other.chunk.yaml' } }),
      'd/other.chunk.yaml': json({ type: 'scene', imports: { Pose: other }, template: 'again {Pose}' }),
      'd/own.yaml': 'x: kneeling',
    })
    expect(texts(two('../v/poses.yaml'))[1]).toBe('1girl, 20, brown hair, bob cut, sitting, again sitting')
    expect(problemsOf(two('own.yaml'))).toMatchObject([{ code: 'chunk-imports-differ', file: 'd/other.chunk.yaml' }])
  })

  it('still needs a parent of its type, and a text of its own without one', () => {
    const cause = (files: Record<string, string>) => problemsOf(files).map(({ code }) => code)
    expect(cause(library('@Chloe', { chloe: { type: 'scene' } }))).toEqual(['chunk-load-failed'])
    expect(cause(library('x', { girl: { template: undefined } }))).toContain('chunk-load-failed')
    const loop = { implements: 'chloe.chunk.yaml' }
    expect(cause(library('@Chloe', { girl: loop }))).toContain('chunk-load-failed')
  })
})

describe('a mapping of texts under imports', () => {
  it('is a pool with its keys', () => {
    const imports = { Hair: { Red: 'red hair', Blue: 'blue, short hair' } }
    const { pools } = expanded({ 'a.yaml': promptText('{Hair}', imports) })
    expect(pools.get('Hair')).toEqual([
      { key: 'Red', value: 'red hair' },
      { key: 'Blue', value: 'blue, short hair' },
    ])
    expect(texts({ 'a.yaml': promptText('{Hair[Blue,]}', imports) })).toEqual(['blue, short hair'])
  })

  it('is a group of files as soon as one of them may be a file', () => {
    const imports = { Hair: { Red: 'red hair', Blue: 'blue.yaml' } }
    expect(problemsOf({ 'a.yaml': promptText('{Hair}', imports) }).map(({ code }) => code)).toEqual([
      'invalid-configuration',
      'invalid-configuration',
    ])
  })

  it('says that what looks like a file of another kind is a text', () => {
    const { warnings } = expanded({ 'a.yaml': promptText('{Hair}', { Hair: { Red: 'red.txt' } }) })
    expect(warnings.map(({ code }) => code)).toEqual(['file-taken-as-text'])
  })
})
