import { expect, test } from 'vitest'
import { matchesOffer, namesGpu } from './match-offer.ts'

test.each([
  ['h100', 'H100 80GB', true],
  ['H100 80gb', 'H100 80GB', true],
  ['h100-80gb', 'H100 80GB', true],
  ['4090', 'RTX 4090', true],
  ['rtx4090', 'RTX 4090', true],
  ['l4', 'L4', true],
  ['l4', 'L40S', false],
  ['100', 'H100 80GB', false],
  ['', 'L4', false],
])('%j for %j: %s', (asked, gpu, isNamed) => {
  expect(namesGpu(asked, gpu)).toBe(isNamed)
})

test('what was not asked for matches everything', () => {
  const offer = { gpu: 'L4', region: 'gra', spot: true }
  expect(matchesOffer(offer, {})).toBe(true)
  expect(matchesOffer(offer, { region: 'GRA', spot: true })).toBe(true)
  expect(matchesOffer(offer, { spot: false })).toBe(false)
  expect(matchesOffer(offer, { region: 'waw' })).toBe(false)
})
