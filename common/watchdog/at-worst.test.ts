import { expect, test } from 'vitest'
import type { InstanceView } from '../contract-forms.ts'
import { atWorst } from './at-worst.ts'

const instance = (change: Partial<InstanceView> = {}): InstanceView => ({
  id: 'i-1',
  provider: 'ovh',
  name: 'burst-x',
  state: 'running',
  billing: 'full',
  whose: 'ours',
  burstId: 'b',
  createdAt: '2026-11-26T02:00:00.000Z',
  uptimeSeconds: 1800,
  pricePerHour: { amount: 3.6, currency: 'EUR', taxIncluded: true, simulated: false },
  cost: null,
  endBy: '2026-11-26T03:00:00.000Z',
  deadMan: 'strong',
  ...change,
})

test('is the time until the last one ends, and what all of them cost until their own', () => {
  const later = instance({ endBy: '2026-11-26T04:00:00.000Z' })
  expect(atWorst([instance(), later])).toEqual({
    kind: 'bounded',
    seconds: 5400,
    most: [{ amount: 1.8 + 5.4, currency: 'EUR', taxIncluded: true, simulated: false }],
  })
  expect(atWorst([])).toEqual({ kind: 'bounded', seconds: 0, most: [] })
})

test.each([
  ['ends itself at no known time', { endBy: null }],
  ['bills at no known rate', { pricePerHour: null }],
  ['has nobody but Burst', { deadMan: 'none' }],
])('has no bound where one %s', (_, change) => {
  expect(atWorst([instance(), instance(change)])).toEqual({ kind: 'unbounded' })
})
