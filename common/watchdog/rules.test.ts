import { describe, expect, test } from 'vitest'
import type { Money } from '../money.ts'
import { brokenRule, hasCountdown, WatchRule, type WatchedInstance, type WatchLimits } from './rules.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOW = 100 * HOUR

const euros = (amount: number, change: Partial<Money> = {}): Money => ({
  micros: amount * 1_000_000,
  currency: 'EUR',
  taxIncluded: true,
  simulated: false,
  ...change,
})

const LIMITS: WatchLimits = { lifetimeMs: 24 * HOUR, bootMs: 30 * MINUTE, cost: euros(10), orphanMs: 15 * MINUTE }
const FINE: WatchedInstance = {
  ledger: 'open',
  isBooting: false,
  createdAt: NOW - HOUR,
  endBy: NOW + HOUR,
  cost: euros(2),
}

const ruleOf = (change: Partial<WatchedInstance>, limits: Partial<WatchLimits> = {}) =>
  brokenRule({ ...FINE, ...change }, { ...LIMITS, ...limits }, NOW)?.rule ?? null

describe('an instance of ours', () => {
  test.each<[string, Partial<WatchedInstance>, Partial<WatchLimits>, ReturnType<typeof ruleOf>]>([
    ['that works may run', {}, {}, null],
    ['whose end nobody knows may run', { endBy: null, cost: null }, {}, null],
    ['that the ledger has closed', { ledger: 'closed' }, {}, 'finished'],
    ['just past its end', { endBy: NOW - 4 * MINUTE }, {}, null],
    ['that outlives its end', { endBy: NOW - 6 * MINUTE }, {}, 'end-by'],
    ['older than any may be', { createdAt: NOW - 25 * HOUR, endBy: null }, {}, 'lifetime'],
    ['that nobody knows, for a while', { ledger: 'unknown', createdAt: NOW - 10 * MINUTE }, {}, null],
    ['that nobody knows, for long', { ledger: 'unknown' }, {}, 'orphan'],
    ['that nobody knows, where the user is asked', { ledger: 'unknown' }, { orphanMs: null }, null],
    ['that nobody knows, past its own end', { ledger: 'unknown', endBy: NOW - HOUR }, { orphanMs: null }, 'end-by'],
    ['that boots', { isBooting: true, createdAt: NOW - 20 * MINUTE }, {}, null],
    ['that boots for ever', { isBooting: true }, {}, 'booting'],
    ['that boots for ever and may', { isBooting: true }, { bootMs: null }, null],
    ['that costs as much as it may', { cost: euros(10) }, {}, null],
    ['that costs more', { cost: euros(10.01) }, {}, 'cost'],
    ['that costs more and may', { cost: euros(99) }, { cost: null }, null],
    ['whose cost is in other money', { cost: euros(99, { currency: 'USD' }) }, {}, null],
  ])('%s', (_, instance, limits, rule) => {
    expect(ruleOf(instance, limits)).toBe(rule)
  })

  test('is ended without a countdown only where that was agreed on, or loses nothing', () => {
    expect(WatchRule.options.filter(rule => !hasCountdown(rule))).toEqual(['finished', 'end-by', 'lifetime', 'booting'])
  })
})
