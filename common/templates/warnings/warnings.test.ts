import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { expandTemplate, type ExpandOptions } from '../expand.ts'
import { sourceOf } from '../test-source.ts'

const Details = z.object({ effect: z.object({ pictures: z.number(), instead: z.number().nullable() }).optional() })
type Found = { code: string; at: string; pictures?: number; instead?: number | null; message: string; remedy: string }

function warningsOf(files: Readonly<Record<string, string>>, options: ExpandOptions = {}): Found[] {
  return expandTemplate(sourceOf(files), options).warnings.map(warning => {
    const { effect } = Details.parse(warning.details ?? {})
    const { code, message, remedy, file, line, column } = warning
    const counts = effect ? { pictures: effect.pictures, instead: effect.instead } : {}
    return { code, at: file === undefined ? '' : `${file}:${line}:${column}`, ...counts, message, remedy }
  })
}

const HAIR = 'variations:\n  red: red hair\n  blue: blue hair\n  green: green hair\n  black: black hair\n'
const EYES = 'a: brown eyes\nb: grey eyes\n'

/** Line 1 is the name, line 2 the generation, line 3 the imports, line 4 the text. */
function prompt(text: string, rest: { generation?: string; imports?: string; after?: string } = {}): string {
  const { generation = 'mode: combinatorial, seed: 1, seed_mode: progressive, max_images: -1', imports, after } = rest
  return [
    'name: T',
    `generation: { ${generation} }`,
    `imports: ${imports ?? '{ Hair: hair.yaml, Eyes: eyes.yaml }'}`,
    `prompt: "${text}"`,
    after ?? '',
  ].join('\n')
}

const files = (text: string, rest?: Parameters<typeof prompt>[1], more: Readonly<Record<string, string>> = {}) => ({
  'a.prompt.yaml': prompt(text, rest),
  'hair.yaml': HAIR,
  'eyes.yaml': EYES,
  ...more,
})

describe('a warning says where it is and what it changes', () => {
  const cases: readonly [string, Readonly<Record<string, string>>, ExpandOptions, Partial<Found>][] = [
    [
      'one key in lower case',
      files('{Eyes}, {Hair[red]}'),
      {},
      { code: 'selector-ignored', at: 'a.prompt.yaml:4:18', pictures: 8, instead: 2 },
    ],
    [
      'a number in words',
      files('{Hair[random:3]}'),
      {},
      {
        code: 'selector-ignored',
        at: 'a.prompt.yaml:4:10',
        pictures: 4,
        instead: 3,
        remedy: 'Write [3] to draw 3 values.',
      },
    ],
    [
      'a range without #',
      files('{Hair[1-2]}'),
      {},
      { code: 'selector-ignored', pictures: 4, instead: 2, remedy: 'Write [#1-2] to choose by position, from 0.' },
    ],
    [
      'a weight in words',
      files('{Hair[weight:3]}'),
      {},
      { code: 'selector-ignored', pictures: 4, instead: null, remedy: 'Write [$3] for a weight.' },
    ],
    [
      'keys that are not there',
      files('{Eyes} {Hair[Red,Bleu]}'),
      {},
      { code: 'selector-found-nothing', at: 'a.prompt.yaml:4:17', pictures: 8, instead: 4 },
    ],
    [
      'one of the keys that is not there',
      files('{Eyes} {Hair[red,Blu]}'),
      {},
      {
        code: 'selector-finds-less',
        at: 'a.prompt.yaml:4:17',
        pictures: 2,
        instead: 4,
        message: expect.stringContaining('no Blu, so 1 of the 2 values asked for is left out. Did you mean blue?'),
      },
    ],
    [
      'some positions beyond the end',
      files('{Hair[#2-9]}'),
      {},
      { code: 'selector-finds-less', pictures: 2, instead: 8 },
    ],
    ['positions beyond the end', files('{Hair[#9]}'), {}, { code: 'selector-found-nothing', pictures: 4, instead: 1 }],
    [
      'occurrences that differ',
      files('{Hair[#0]}, and {Hair}'),
      {},
      { code: 'selectors-differ', at: 'a.prompt.yaml:4:10', pictures: 4, instead: 1 },
    ],
    [
      'a weight that a part resets',
      files('{Eyes} {Hair[$0]} {Hair:main}', {}, { 'hair.yaml': 'a: { main: x }\nb: { main: y }\nc: { main: z }' }),
      {},
      { code: 'weight-reset', at: 'a.prompt.yaml:4:17', pictures: 6, instead: 2 },
    ],
    [
      'a name by its parts alone',
      files('{Eyes} {Hair:main}', {}, { 'hair.yaml': 'a: { main: x }\nb: { main: y }' }),
      {},
      { code: 'parts-only', at: 'a.prompt.yaml:4:17', pictures: 2, instead: 4 },
    ],
    [
      'a placeholder in the negative text',
      files('{Eyes}', { after: 'negative_prompt: "bad {Hair}"' }),
      {},
      { code: 'placeholder-in-negative', at: 'a.prompt.yaml:5:23', pictures: 2, instead: 8 },
    ],
    [
      'a mode that is not known',
      files('{Hair}', { generation: 'mode: all, seed: 1, seed_mode: fixed, max_images: 2' }),
      {},
      { code: 'mode-unknown', at: 'a.prompt.yaml:2:21', pictures: 2, instead: 2 },
    ],
    [
      'no limit in random mode',
      files('{Hair}', { generation: 'mode: random, seed: 1, seed_mode: fixed, max_images: -1' }),
      {},
      { code: 'max-images-means-none', at: 'a.prompt.yaml:2:68', pictures: 0, instead: null },
    ],
    [
      'a limit of nothing',
      files('{Hair}', { generation: 'mode: combinatorial, seed: 1, seed_mode: fixed, max_images: 0' }),
      {},
      { code: 'max-images-means-all', pictures: 4, instead: null },
    ],
    [
      'fewer draws than asked for',
      files('{Hair}', { generation: 'mode: random, seed: 1, seed_mode: fixed, max_images: 9' }),
      {},
      { code: 'fewer-than-asked', pictures: 4, instead: 9 },
    ],
    [
      'rising seeds from -1',
      files('{Hair}', { generation: 'mode: combinatorial, seed: -1, seed_mode: progressive, max_images: -1' }),
      {},
      { code: 'progressive-from-minus-one', at: 'a.prompt.yaml:2:42', pictures: 4, instead: 4 },
    ],
    [
      'a seed list without a placeholder',
      files('plain'),
      { seeds: '1,2,3' },
      { code: 'seed-list-unused', pictures: 1, instead: 3 },
    ],
    [
      'a .yml in a list',
      files('{Hair}', { imports: '{ Hair: [hair.yml, brown] }' }),
      {},
      { code: 'file-taken-as-text', at: 'a.prompt.yaml:3:19', pictures: 2, instead: null },
    ],
    [
      'an import with source and weight',
      files('{Hair}', { imports: '{ Hair: { source: hair.yaml, weight: 2 } }' }),
      {},
      { code: 'group-used-as-values', at: 'a.prompt.yaml:3:18', pictures: 1, instead: 4 },
    ],
    [
      'a flat file with a header',
      files('{Hair}', {}, { 'hair.yaml': `type: variations\nname: Hair\nred: red\nblue: blue` }),
      {},
      { code: 'header-is-a-variation', at: 'hair.yaml:1:1', pictures: 4, instead: 2 },
    ],
    [
      'a chunk inside a chunk',
      files(
        '@Outer, {Hair}',
        { after: 'chunks: { Outer: outer.chunk.yaml, Inner: inner.chunk.yaml }' },
        { 'outer.chunk.yaml': 'type: chunk\ntemplate: with @Inner', 'inner.chunk.yaml': 'type: chunk\ntemplate: in' },
      ),
      {},
      { code: 'chunk-left-as-text', at: 'outer.chunk.yaml:2:16', pictures: 4, instead: 4 },
    ],
    [
      'braces around a chunk',
      files(
        '{@Outer}, {Hair}',
        { after: 'chunks: { Outer: o.chunk.yaml }' },
        { 'o.chunk.yaml': 'type: chunk\ntemplate: x, y' },
      ),
      {},
      { code: 'braces-stay', at: 'a.prompt.yaml:4:10', pictures: 4, instead: 4 },
    ],
    [
      'a comma inside a number',
      files('1,000 flowers, {Hair}'),
      {},
      { code: 'comma-gets-a-space', at: 'a.prompt.yaml:4:10', pictures: 4, instead: 4 },
    ],
    [
      'a parent without a slot',
      files(
        '{Hair}',
        { after: 'implements: b.prompt.yaml' },
        { 'b.prompt.yaml': prompt('plain').replace('name: T', 'name: B') },
      ),
      {},
      { code: 'text-lost', at: 'a.prompt.yaml:5:13', pictures: 1, instead: 4 },
    ],
    [
      'a theme that drops an inherited import',
      files(
        '{Hair}',
        { imports: '{ Hair: hair.yaml }', after: 'implements: b.template.yaml' },
        {
          'b.template.yaml': 'name: B\ntemplate: "{prompt}"\nimports:\n  Eyes: eyes.yaml\n',
          'theme.yaml': 'imports: { Hat: eyes.yaml }',
        },
      ),
      { themeFile: 'theme.yaml' },
      { code: 'theme-drops-import', at: 'b.template.yaml:4:9', pictures: 4, instead: 4 },
    ],
    [
      'a removed name that comes back',
      files('{Hair}', { imports: '{ Hair: hair.yaml }' }, { 'theme.yaml': 'imports: { Hair: [Remove] }' }),
      { themeFile: 'theme.yaml' },
      { code: 'removed-name-is-back', at: 'a.prompt.yaml:3:18', pictures: 4, instead: 1 },
    ],
  ]

  it.each(cases)('%s', (_, texts, options, wanted) => {
    expect(warningsOf(texts, options)).toEqual([expect.objectContaining(wanted)])
  })

  it('in words', () => {
    const [warning] = warningsOf(files('{Eyes}, {Hair[red]}'))
    expect(warning?.message).toBe(
      'The selector [red] of {Hair} means nothing, so all 4 values are used. That makes 8 pictures instead of 2, at 4 times the cost.',
    )
  })
})

describe('fields and parameters that nothing reads', () => {
  it('are named with their place and the nearest that is read', () => {
    const after = 'parameters: { stepps: 20, sampler_name: Euler, width: 512 }\nchunk: {}'
    expect(
      warningsOf(
        files('{Hair}', {
          after,
          generation: 'mode: combinatorial, seed: 1, seed_mode: fixed, max_images: 1, sedd: 2',
        }),
      ),
    ).toMatchObject([
      {
        code: 'unknown-field',
        at: 'a.prompt.yaml:6:1',
        message: 'Nothing reads the field `chunk`. Did you mean chunks?',
      },
      {
        code: 'unknown-field',
        at: 'a.prompt.yaml:2:78',
        message: 'Nothing reads the field `generation.sedd`. Did you mean seed?',
      },
      { code: 'parameter-not-used', at: 'a.prompt.yaml:5:23', message: expect.stringContaining('Did you mean steps?') },
      {
        code: 'parameter-not-used',
        at: 'a.prompt.yaml:5:41',
        message: expect.stringContaining('Did you mean sampler?'),
      },
    ])
  })

  it('are no surprise where everything is known', () => {
    expect(
      warningsOf(files('{Hair} {Eyes[#0]}', { after: 'parameters: { steps: 20, hr_scale: 2 }\ntype: prompt' })),
    ).toEqual([])
  })
})

describe('an import that is neither path nor list nor mapping', () => {
  it('is ignored and told', () => {
    expect(warningsOf(files('{Hair}', { imports: '{ Hair: hair.yaml, Eyes: 3 }' }))).toMatchObject([
      { code: 'import-ignored', at: 'a.prompt.yaml:3:35' },
    ])
  })
})
