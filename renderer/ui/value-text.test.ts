import { expect, test } from 'vitest'
import { valueText } from './value-text.ts'

test.each([
  ['DPM++ 2M', 'DPM++ 2M'],
  [24, '24'],
  [true, 'true'],
  [null, 'null'],
  [{ model: 'x4.pth', scale: 2 }, 'model x4.pth, scale 2'],
  [
    [
      { name: 'a', strength: 0.6 },
      { name: 'b', strength: 1 },
    ],
    'name a, strength 0.6; name b, strength 1',
  ],
  [{}, ''],
])('%j reads %j', (value, text) => {
  expect(valueText(value)).toBe(text)
})
