import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { md5 } from './md5.ts'

it('is the MD5 of the UTF-8 bytes', () => {
  expect(md5('')).toBe('d41d8cd98f00b204e9800998ecf8427e')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), text => {
      expect(md5(text)).toBe(createHash('md5').update(text, 'utf8').digest('hex'))
    }),
  )
})
