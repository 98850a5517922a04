import { describe, expect, it } from 'vitest'
import { BurstError, type Problem } from '../errors.ts'
import { expandTemplate, type ExpandOptions } from './expand.ts'
import { promptText, sourceOf } from './test-source.ts'

const json = (value: unknown) => JSON.stringify(value)
const texts = (files: Record<string, string>, options: ExpandOptions = {}) =>
  [...expandTemplate(sourceOf(files), options).prompts()].map(({ prompt }) => prompt)
function problemsOf(files: Record<string, string>, options: ExpandOptions = {}): readonly Problem[] {
  try {
    expandTemplate(sourceOf(files), options)
  } catch (error) {
    if (error instanceof BurstError) return error.problems
    throw error
  }
  return []
}
const codesOf = (files: Record<string, string>, options: ExpandOptions = {}) =>
  problemsOf(files, options).map(({ code }) => code)
const preset = (parameters: unknown, file: unknown) => ({
  'a.yaml': promptText('a', {}, { parameters }),
  'p.yaml': json(file),
})

const parent = (imports: unknown) => json({ name: 'T', template: '{prompt} {A}', imports })
const themed = (imports: unknown, own: Record<string, unknown> = {}) => ({
  'a.yaml': promptText('{A}, {B}, end', own, { themes: { explicit: { t: 'theme.yaml' } } }),
  'theme.yaml': json({ imports }),
  'plain.yaml': 'k: plain',
  'styled.yaml': 'k: styled',
})

describe('imports', () => {
  it('name keys that were there before by the path as it is written', () => {
    const list = ['../v/winds.sea.yaml', '../../t/v/winds.sea.yaml', './../x/w.yaml']
    const files = {
      'p/a.yaml': promptText('{A}', { A: list }),
      'v/winds.sea.yaml': 'k: sea',
      'x/w.yaml': 'k: w',
    }
    const pool = expandTemplate(sourceOf(files), {}).pools.get('A') ?? []
    expect(pool.map(({ key }) => key)).toEqual(['k', '____t__v__winds_sea__k', '____x__w__k'])
  })

  it('take every list item for text that does not end in .yaml', () => {
    const list = ['x.yml', '"quoted.yaml"', "'it's'"]
    expect(texts({ 'a.yaml': promptText('{A}', { A: list }) })).toEqual(['x.yml', 'quoted.yaml', "it's"])
    expect(codesOf({ 'a.yaml': promptText('{A}', { A: [1] }) })).toEqual(['import-item-not-text'])
  })

  it('that are inherited and missing are skipped alone, and refused in a list', () => {
    const entry = promptText('x', { B: ['b'] }, { implements: 't.yaml' })
    expect(codesOf({ 'a.yaml': entry, 't.yaml': parent({ A: 'gone.yaml' }) })).toEqual(['unresolved-placeholders'])
    expect(codesOf({ 'a.yaml': entry, 't.yaml': parent({ A: ['gone.yaml'] }) })).toEqual(['file-not-found'])
    expect(codesOf({ 'a.yaml': entry, 't.yaml': parent({ A: '/abs.yaml' }) })).toEqual(['absolute-path'])
  })

  it('as a mapping are groups, which may stand for values of parts', () => {
    const files = { 'a.yaml': promptText('{G} {G:k}', { G: { one: 'v.yaml' } }), 'v.yaml': 'b: B\nk: K' }
    expect(texts(files)).toEqual(['B K'])
  })
})

describe('themes', () => {
  it.each([
    [{ A: 'plain.yaml', 'A.s': 'styled.yaml', B: 'plain.yaml' }, 's', 'styled, plain, end'],
    [{ 'A.s': 'styled.yaml', A: 'plain.yaml', B: ['Remove'] }, 's', 'styled, end'],
    [{ A: 'plain.yaml', 'A.s': ['Remove'], B: 'plain.yaml' }, 's', 'plain, end'],
    [{ 'A.s': ['Remove'], A: 'plain.yaml', B: 'plain.yaml' }, 's', 'plain, plain, end'],
    [{ A: 'plain.yaml', 'A.s': ['Remove'], 'B.default': 'plain.yaml' }, undefined, 'plain, plain, end'],
  ])('apply %j with style %s', (imports, style, text) => {
    expect(texts(themed(imports), { theme: 't', style })).toEqual([text])
  })

  it("keep the entry's own imports", () => {
    expect(texts(themed({ A: 'plain.yaml', B: 'plain.yaml' }, { A: ['own'] }), { theme: 't' })).toEqual([
      'own, plain, end',
    ])
  })

  it('are refused where they cannot be had', () => {
    const files = themed({ A: 'plain.yaml', B: ['x'] })
    expect(codesOf(files, { theme: 't' })).toContain('invalid-remove-directive')
    expect(codesOf(files, { theme: 't', themeFile: '/t/theme.yaml' })).toContain('theme-and-theme-file')
    expect(codesOf(files, { themeFile: '/t/gone.yaml' })).toEqual(['theme-file-not-found'])
    expect(codesOf({ 'a.yaml': promptText('a', {}) }, { theme: 't' })).toEqual(['themes-block-missing'])
  })
})

describe('fixed values', () => {
  const files = { 'a.yaml': promptText('{A[#0]} {B}', { A: 'v.yaml', B: 'v.yaml' }), 'v.yaml': 'k: K\nm: M' }

  it('win over selectors, in both notations', () => {
    expect(texts(files, { fixed: ['A=m', 'B:k'] })).toEqual(['M K'])
    expect(texts(files, { fixed: ['A:m | B:k | Unused:x'] })).toEqual(['M K'])
  })

  it('are refused without key, and with one the pool does not have', () => {
    expect(codesOf(files, { fixed: ['A'] })).toEqual(['fixed-format'])
    expect(codesOf(files, { fixed: ['A=x'] })).toEqual(['fixed-key-not-found'])
  })
})

describe('presets', () => {
  it.each([
    [{ adetailer: 1 }, {}, ['adetailer-not-a-preset']],
    [{ adetailer: 'gone.yaml' }, {}, ['adetailer-preset-not-found']],
    [{ adetailer: 'p.yaml' }, { version: 2, detector: {} }, ['adetailer-version']],
    [{ adetailer: 'p.yaml' }, { version: '2.0' }, ['adetailer-detector']],
    [
      { adetailer: { import: 'p.yaml', override: { ad_promt: '' } } },
      { version: '2.0', detector: {} },
      ['adetailer-unknown-field'],
    ],
    [{ controlnet: true }, {}, ['controlnet-not-a-unit']],
    [{ controlnet: { weight: 1 } }, {}, ['controlnet-model']],
    [{ controlnet: { model: 'm', wait: 1 } }, {}, ['controlnet-unknown-field']],
    [{ controlnet: 'p.yaml' }, { version: '1.0', type: 'x', units: [] }, ['controlnet-preset']],
  ])('%j with the file %j is refused', (parameters, file, codes) => {
    expect(codesOf(preset(parameters, file))).toEqual(codes)
  })

  it('say which field was meant', () => {
    const override = { import: 'p.yaml', override: { ad_promt: '' } }
    const [problem] = problemsOf(preset({ adetailer: override }, { version: '2.0', detector: {} }))
    expect(problem?.remedy).toContain('Did you mean ad_prompt?')
  })

  it('of ControlNet give one unit for each of theirs; a mapping in the list changes the first', () => {
    const file = { version: '1.0', type: 'controlnet_config', units: [{ model: 'a' }, { model: 'b' }] }
    const expansion = expandTemplate(sourceOf(preset({ controlnet: ['p.yaml', { weight: 0.5 }] }, file)), {})
    expect(expansion.parameters.controlnet).toMatchObject({
      units: [
        { model: 'a', weight: 0.5 },
        { model: 'b', weight: 1 },
      ],
    })
  })
})
