import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addTemplates } from './add-templates.ts'
import { sourceText } from './source-text.ts'

let root: string
let folder: string

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-add-'))
  folder = path.join(root, 'templates')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const all = async (of: string) => (await readdir(of, { recursive: true })).toSorted()

describe('templates that are dropped', () => {
  it('keep their places to one another, in a folder of their own', async () => {
    const { added, problems } = await addTemplates(folder, [
      { name: 'portraits/light.prompt.yaml', text: 'a' },
      { name: 'portraits/pools/hair.yaml', text: 'b' },
      { name: 'portraits/preview.png', text: 'not kept' },
    ])
    expect(problems).toEqual([])
    expect(added).toEqual([path.join(folder, 'portraits/light.prompt.yaml')])
    expect(await all(path.join(folder, 'portraits'))).toEqual(['light.prompt.yaml', 'pools', 'pools/hair.yaml'])
  })

  it('overwrite nothing: another set of the same name gets a number, the same set is not copied twice', async () => {
    const drop = async (text: string) => await addTemplates(folder, [{ name: 'x.prompt.yaml', text }])
    const first = await drop('one')
    const same = await drop('one')
    const other = await drop('two')
    expect(same.added).toEqual(first.added)
    expect(other.added).toEqual([path.join(folder, 'x 2/x.prompt.yaml')])
    expect(readFileSync(path.join(folder, 'x/x.prompt.yaml'), 'utf8')).toBe('one')
  })

  it.each([
    '../x.prompt.yaml',
    '/x.prompt.yaml',
    'a//x.prompt.yaml',
    'C:\\x.prompt.yaml',
    '.hidden/x.prompt.yaml',
    'a\0.prompt.yaml',
    'NUL.prompt.yaml',
    'aux/x.prompt.yaml',
  ])('refuse the name %j', async name => {
    const { added, problems } = await addTemplates(folder, [
      { name, text: '' },
      { name: 'ok.prompt.yaml', text: '' },
    ])
    expect(added).toEqual([path.join(folder, 'ok/ok.prompt.yaml')])
    expect(problems).toMatchObject([{ code: 'name-refused' }])
  })

  it('are each kept under a place of its own: what meets another on some system is left out and said', async () => {
    const { added, problems } = await addTemplates(folder, [
      { name: 'x.prompt.yaml', text: '1' },
      { name: 'x.prompt.yaml', text: '2' },
      { name: 'X.Prompt.YAML', text: '3' },
      { name: 'x.prompt.yaml/y.prompt.yaml', text: '4' },
      { name: 'caf\u00e9.prompt.yaml', text: '5' },
      { name: 'cafe\u0301.prompt.yaml', text: '6' },
    ])
    const set = path.join(folder, 'x')
    expect(added).toEqual([path.join(set, 'caf\u00e9.prompt.yaml'), path.join(set, 'x.prompt.yaml')])
    expect(readFileSync(path.join(set, 'x.prompt.yaml'), 'utf8')).toBe('1')
    expect(problems.map(({ code }) => code)).toEqual(Array(4).fill('name-taken'))
  })

  it('keep two dropped folders apart', async () => {
    const { added } = await addTemplates(folder, [
      { name: 'a/x.prompt.yaml', text: '1' },
      { name: 'b/x.prompt.yaml', text: '2' },
    ])
    expect(added.map(file => path.relative(folder, file))).toEqual(['x/a/x.prompt.yaml', 'x/b/x.prompt.yaml'])
  })

  it('say when there is no template among them', async () => {
    const { added, problems } = await addTemplates(folder, [{ name: 'pool.yaml', text: '' }])
    expect([added, problems.map(({ code }) => code)]).toEqual([[], ['no-template']])
  })

  it('never leave their folder, whatever their names are', async () => {
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.webPath(), fc.constantFrom('../..', '..\\..', 'a/../../b'))
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 4 }), async given => {
        const files = given.map(name => ({ name: `${name || 'n'}.prompt.yaml`, text: name }))
        const { added } = await addTemplates(folder, files)
        for (const file of added) expect(path.relative(folder, file).startsWith('..')).toBe(false)
        expect(await readdir(root)).toEqual(added.length > 0 ? ['templates'] : await readdir(root))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the text of a template', () => {
  it('is shown from the library alone, not from elsewhere and not by a link', async () => {
    const [file] = (await addTemplates(folder, [{ name: 'x.prompt.yaml', text: 'name: x' }])).added
    const secret = path.join(root, 'secret.yaml')
    writeFileSync(secret, 'key: 1')
    const link = path.join(folder, 'link.yaml')
    symlinkSync(secret, link)
    expect(await sourceText(file ?? '', [folder])).toBe('name: x')
    for (const refused of [
      secret,
      link,
      path.join(folder, '../secret.yaml'),
      path.join(folder, 'no.yaml'),
      '/etc/passwd',
    ])
      await expect(sourceText(refused, [folder])).rejects.toMatchObject({ problems: [{ code: 'not-in-library' }] })
  })
})
