import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineSplitter } from './line-splitter.ts'

test('however the bytes are cut, the lines and their ends are the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }).map(text => text.replaceAll('\n', ''))),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(1000),
      (texts, step, start) => {
        const bytes = Buffer.from(texts.map(text => `${text}\n`).join('') + 'torn')
        const split = createLineSplitter(start, 1000)
        const got = []
        for (let at = 0; at < bytes.length; at += step) got.push(...split(bytes.subarray(at, at + step)))
        let end = start
        const wanted = texts.map(text => ({ text, endOffset: (end += Buffer.byteLength(text) + 1) }))
        expect(got).toEqual(wanted)
      },
    ),
  )
})

test('a line that is too long is left out and counted', () => {
  const split = createLineSplitter(0, 4)
  expect(split(Buffer.from('1234\n12345\n'))).toEqual([{ text: '1234', endOffset: 5 }])
  expect(split(Buffer.from('12345'))).toEqual([])
  expect(split(Buffer.from('67\nok\n'))).toEqual([{ text: 'ok', endOffset: 22 }])
})
