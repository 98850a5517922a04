import { describe, expect, test } from 'vitest'
import { samplePlan } from '../testing/samples.ts'
import { bytesText, durationText } from './durations.ts'
import { deadManSentence, planText } from './plan-text.ts'
import { pairs, table } from './table.ts'

test.each([
  [0, '0 s'],
  [59.6, '1 min 00 s'],
  [61, '1 min 01 s'],
  [3900, '1 h 05 min'],
  [-1, '0 s'],
])('%d seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [123_456, '123 kB'],
  [4e15, '4000 TB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text))

describe('tables', () => {
  test('align their columns and leave no blanks at the end', () => {
    const columns = [
      { title: 'A', value: (row: string[]) => row[0] ?? '' },
      { title: 'LONG', right: true as const, value: (row: string[]) => row[1] ?? '' },
      { title: 'B', value: (row: string[]) => row[2] ?? '' },
    ]
    expect(
      table(
        [
          ['abc', '1', ''],
          ['d', '22222', 'x'],
        ],
        columns,
        'none',
      ),
    ).toBe('A     LONG  B\nabc      1\nd    22222  x')
    expect(table([], columns, 'none')).toBe('none')
    expect(
      pairs([
        ['a', '1'],
        ['long', '2'],
      ]),
    ).toBe('a     1\nlong  2')
  })
})

describe('the plan', () => {
  const { plan } = samplePlan(false)
  const at = new Date(2026, 10, 25, 3, 0).getTime()

  test('names offer, price and estimate', () => {
    const text = planText(plan, at)
    expect(text).toContain('H100 in GRA, ovh on demand')
    expect(text).toContain('€3.36 an hour')
    expect(text).toContain('4 min 30 s, €0.25')
  })

  test('says the worst that can happen: all lanes until estimate and grace are over', () => {
    expect(deadManSentence(plan, at)).toBe('If this computer never wakes: at most €1.93, gone by 03:34.')
    expect(deadManSentence({ ...plan, deadMan: 'medium' }, at)).toBe(
      'If this computer never wakes: at most €1.93, gone by 03:34, if its provider lets it end itself.',
    )
    expect(deadManSentence({ ...plan, deadMan: 'none' }, at)).toBe(
      'If this computer never wakes: nothing ends the instance, and it bills on until you end it.',
    )
    expect(deadManSentence({ ...plan, lanes: 2 }, at)).toContain('at most €3.86')
  })

  test('reckons with the dearest offer it may fall back to, but never above the limit', () => {
    const [offer] = plan.offers
    if (!offer) throw new Error('no offer')
    const dearer = { ...offer, pricePerHour: { ...offer.pricePerHour, micros: 6_720_000 } }
    expect(deadManSentence({ ...plan, offers: [offer, dearer] }, at)).toContain('at most €3.86')
    const maxCost = { ...offer.pricePerHour, micros: 1_000_000 }
    expect(deadManSentence({ ...plan, maxCost }, at)).toContain('at most €1.00')
  })
})
