import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultOfFileName, faultsOfItems } from './file-names.ts'

const item = (filename: string, id = filename) => ({ id, filename })
const codes = (...filenames: string[]) =>
  faultsOfItems(filenames.map((filename, index) => item(filename, `${index}`))).map(({ code }) => code)

describe('names of pictures', () => {
  it.each(['portrait_0001.png', 'a.PNG', 'été.png', 'two words.png', 'console.png', 'com10.png', 'a..b.png'])(
    'takes %j',
    name => expect(faultOfFileName(name)).toBeNull(),
  )

  it.each([
    '',
    'picture',
    'picture.jpg',
    '.hidden.png',
    '..',
    '../up.png',
    'folder/in.png',
    String.raw`folder\in.png`,
    'C:drive.png',
    'a\u0000.png',
    'a\n.png',
    'a\u007F.png',
    'a.png.',
    'a.png ',
    'CON.png',
    'nul.tar.png',
    'Lpt1.png',
    'COM¹.png',
    'a?.png',
    'a\uD800.png',
  ])('refuses %j', name => expect(faultOfFileName(name)).not.toBeNull())

  it('counts bytes, not characters', () => {
    expect(faultOfFileName(`${'a'.repeat(196)}.png`)).toBeNull()
    expect(faultOfFileName(`${'a'.repeat(197)}.png`)).not.toBeNull()
    expect(faultOfFileName(`${'é'.repeat(99)}.png`)).not.toBeNull()
  })

  it('lets no name out of its folder or into a device, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '.png'), (text, ending) => {
        const name = text + ending
        if (faultOfFileName(name) !== null) return
        expect(name).not.toMatch(/[/\\:]/)
        expect(name).not.toMatch(/^\.|[. ]$/)
        expect(name).not.toMatch(/\p{Cc}(?<![\u0080-\u009F])/u)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      }),
    )
  })
})

describe('items of a job', () => {
  it('are all told, each with its path in the manifest', () => {
    const problems = faultsOfItems([item('a.png'), item('../b.png'), item('c.png'), item('C.png')])
    expect(problems.map(({ code, message }) => [code, message.slice(0, 'prompts[0].filename'.length)])).toEqual([
      ['unsafe-file-name', 'prompts[1].filename'],
      ['colliding-file-name', 'prompts[3].filename'],
    ])
    expect(problems.every(({ remedy }) => remedy !== '')).toBe(true)
  })

  it('collide by case and by the form of their letters', () => {
    expect(codes('a.png', 'A.PNG')).toEqual(['colliding-file-name'])
    expect(codes('é.png', 'e\u0301.png')).toEqual(['colliding-file-name'])
    expect(codes('straße.png', 'STRASSE.png')).toEqual(['colliding-file-name'])
    expect(codes('a.png', 'b.png')).toEqual([])
  })

  it('have ids of their own', () => {
    const problems = faultsOfItems([item('a.png', 'same'), item('b.png', 'other'), item('c.png', 'same')])
    expect(problems).toMatchObject(
      [{ code: 'duplicate-id', message: '"same" is also the id of prompts[0].' }].map(({ code, message }) => ({
        code,
        message: `prompts[2].id: ${message}`,
      })),
    )
  })

  it('collide however many there are and wherever they stand', () => {
    // No name of a device, such as con or prn, begins like this.
    const plainWord = fc.stringMatching(/^x[a-z]{1,8}$/)
    fc.assert(
      fc.property(fc.uniqueArray(plainWord, { minLength: 1 }), fc.nat(), (names, at) => {
        const files = names.map(name => `${name}.png`)
        expect(codes(...files)).toEqual([])
        const again = files[at % files.length]?.toUpperCase() ?? ''
        expect(codes(...files, again)).toEqual(['colliding-file-name'])
      }),
    )
  })
})
