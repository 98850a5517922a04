import { z } from 'zod'
import { formatMoney, isSameKind, type Money } from '../money.ts'

/** Why an instance of ours should not run. */
export const WatchRule = z.enum([
  /** The ledger has it as ended, or as never made. */
  'finished',
  /** Past the instant at which it was to end itself. */
  'end-by',
  'lifetime',
  /** Ours by its name, and nobody knows what for. */
  'orphan',
  'booting',
  'idle',
  'unreachable',
  'cost',
])
export type WatchRule = z.infer<typeof WatchRule>

/** These were agreed on before anything was rented, or lose nothing: they are not announced first. */
const AT_ONCE: ReadonlySet<WatchRule> = new Set<WatchRule>(['finished', 'end-by', 'lifetime', 'booting'])

export function hasCountdown(rule: WatchRule): boolean {
  return !AT_ONCE.has(rule)
}

/** All in ms on the provider's clock; null: the rule is switched off. */
export type WatchLimits = {
  readonly lifetimeMs: number
  readonly bootMs: number | null
  /** What one instance may cost, as the account counts; null: any. */
  readonly cost: Money | null
  /** How long one that nobody knows may run; null: it is reported and left to the user. */
  readonly orphanMs: number | null
}

/** An instance of ours as its provider and the ledger show it; instants in ms on the provider's clock. */
export type WatchedInstance = {
  readonly ledger: 'open' | 'closed' | 'unknown'
  readonly isBooting: boolean
  readonly createdAt: number
  /** By the record, else by the provider; null where nobody says. */
  readonly endBy: number | null
  /** By its meter, as the account counts; null where nobody says. */
  readonly cost: Money | null
}

export type Broken = { readonly rule: WatchRule; readonly message: string }

/** How long an instance may be late in ending itself: its own clock may be off, and a shutdown takes a moment. */
const LATE_MS = 5 * 60_000

/** The first rule that an instance breaks; null where it may run. */
export function brokenRule(instance: WatchedInstance, limits: WatchLimits, now: number): Broken | null {
  const age = now - instance.createdAt
  if (instance.ledger === 'closed') return { rule: 'finished', message: 'its work is over and it still runs' }
  if (instance.endBy !== null && now > instance.endBy + LATE_MS)
    return { rule: 'end-by', message: 'it did not end itself when it should have' }
  if (age > limits.lifetimeMs + LATE_MS)
    return { rule: 'lifetime', message: `it is older than the lifetime limit of ${hours(limits.lifetimeMs)}` }
  if (instance.ledger === 'unknown')
    return limits.orphanMs !== null && age > limits.orphanMs
      ? { rule: 'orphan', message: 'it is ours by its name, and nobody knows what for' }
      : null
  if (instance.isBooting && limits.bootMs !== null && age > limits.bootMs)
    return { rule: 'booting', message: `it did not start within ${minutes(limits.bootMs)}` }
  if (
    limits.cost &&
    instance.cost &&
    isSameKind(limits.cost, instance.cost) &&
    instance.cost.micros > limits.cost.micros
  )
    return { rule: 'cost', message: costMessage(instance.cost, limits.cost) }
  return null
}

export function costMessage(cost: Money, limit: Money): string {
  return `it has cost ${formatMoney(cost)}, more than the ${formatMoney(limit)} that an instance may cost`
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} minutes`
}

function hours(ms: number): string {
  const count = Math.round(ms / 360_000) / 10
  return count === 1 ? 'an hour' : `${count} hours`
}
