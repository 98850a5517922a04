import { assert, double, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { cloudShare } from './with-home.ts'

it('leaves to the cloud what home cannot make meanwhile', () => {
  // 100 at 14 s; the cloud needs 120 s and 6 s for each: (100 - 64) × 14 = 504 = 120 + 64 × 6.
  expect(cloudShare(100, 14, pictures => 120 + 6 * pictures)).toBe(64)
  // Home is done before the cloud is up.
  expect(cloudShare(5, 14, pictures => 120 + 6 * pictures)).toBe(1)
  expect(cloudShare(1000, 1e9, pictures => 6 * pictures)).toBe(1000)
})

it('is the least with which home is not the last', () => {
  const seconds = double({ min: 0.1, max: 1000, noNaN: true })
  assert(
    property(integer({ min: 1, max: 5000 }), seconds, seconds, seconds, (pictures, home, once, each) => {
      const cloud = (share: number) => once + each * share
      const share = cloudShare(pictures, home, cloud)
      const isHomeLast = (given: number) => (pictures - given) * home > cloud(given)
      expect(share >= 1 && share <= pictures && !isHomeLast(share)).toBe(true)
      expect(share === 1 || isHomeLast(share - 1)).toBe(true)
    }),
  )
})
