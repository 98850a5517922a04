import { expect, it } from 'vitest'
import type { Money } from '../money.ts'
import { volumeGain } from './volume-gain.ts'

const euros = (amount: number, simulated = false): Money => ({
  micros: Math.round(amount * 1_000_000),
  currency: 'EUR',
  taxIncluded: true,
  simulated,
})
const of = (without: number, withVolume: number, month: number, bursts: number) =>
  volumeGain({ without: euros(without), withVolume: euros(withVolume), pricePerMonth: euros(month), bursts })

it.each([
  // 7 GB over 10 Mbit/s are 5,600 s: at €3.36 an hour €5.23 of waiting, for €0.70 a month.
  { without: 6.23, withVolume: 1, month: 0.7, bursts: 2, gain: 4.53, paysFrom: 2 },
  { without: 6.23, withVolume: 1, month: 0.7, bursts: 1, gain: -0.7, paysFrom: 2 },
  // A fast line: 56 s, five cents.
  { without: 1.05, withVolume: 1, month: 3.5, bursts: 20, gain: -2.55, paysFrom: 72 },
  { without: 1.05, withVolume: 1, month: 3.5, bursts: 72, gain: 0.05, paysFrom: 72 },
  { without: 1.05, withVolume: 1, month: 3.5, bursts: 71, gain: 0, paysFrom: 72 },
  // An hour that is charged whole hides what is spared.
  { without: 3.36, withVolume: 3.36, month: 0.7, bursts: 100, gain: -0.7, paysFrom: null },
])('$bursts bursts a month at €$without or €$withVolume, and €$month: $gain', sum => {
  const { gain, paysFrom } = of(sum.without, sum.withVolume, sum.month, sum.bursts) ?? {}
  expect((gain?.micros ?? NaN) / 1e6).toBeCloseTo(sum.gain, 6)
  expect(paysFrom).toBe(sum.paysFrom)
})

it('practice money and money are not put together', () => {
  expect(volumeGain({ without: euros(2), withVolume: euros(1), pricePerMonth: euros(1, true), bursts: 9 })).toBeNull()
})
