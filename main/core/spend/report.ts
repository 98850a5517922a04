import type { SpendReport } from '../../../common/contract.ts'
import { dayName, monthName } from './local-days.ts'
import { add, isSameKind, toWireMoney, type Money } from '../../../common/money.ts'

/** What one instance cost, or has cost so far. */
export type SpendCharge = {
  /** When it was proven gone, or now; wall clock, ms since 1970. */
  readonly at: number
  readonly provider: string
  readonly burstId: string
  readonly kind: string
  readonly instanceId: string | null
  readonly billedSeconds: number
  readonly cost: Money
}

export type SpendGrouping = 'day' | 'provider' | 'burst' | 'kind'

export type SpendInput = {
  /** Of instances that are gone: what they cost is known and final. */
  readonly charges: readonly SpendCharge[]
  /** Of instances whose meter runs: shown as entries, and in no sum until they are gone. */
  readonly running: readonly SpendCharge[]
  /** ms since 1970; `to` is left out itself. Bounds everything but today and this month. */
  readonly from: number
  readonly to: number
  readonly by: SpendGrouping
  /** Wall clock. */
  readonly now: number
  /** Of the account; other currencies appear in groups and entries, never in a sum. */
  readonly currency: string
}

/** The ledger, summed: exact, kinds of money never mixed, practice money apart. Days and months are local. */
export function spendReport({ charges, running, from, to, by, now, currency }: SpendInput): SpendReport {
  const within = charges.filter(({ at }) => at >= from && at < to)
  const sums = (kind: Money) => {
    const sum = (some: readonly SpendCharge[]) => toWireMoney(sumOf(some, kind))
    return {
      total: sum(within),
      today: sum(charges.filter(({ at }) => dayName(at) === dayName(now))),
      month: sum(charges.filter(({ at }) => monthName(at) === monthName(now))),
    }
  }
  const real: Money = { micros: 0, currency, taxIncluded: true, simulated: false }
  return {
    ...sums(real),
    simulated: sums({ ...real, simulated: true }),
    groups: groupsOf(within, by),
    entries: [...within.map(entryOf), ...running.map(charge => ({ ...entryOf(charge), running: true as const }))],
  }
}

function sumOf(charges: readonly SpendCharge[], kind: Money): Money {
  return charges.map(({ cost }) => cost).reduce((sum, cost) => (isSameKind(sum, cost) ? add(sum, cost) : sum), kind)
}

/** One group a key and kind of money, in the order in which they first appear. */
function groupsOf(charges: readonly SpendCharge[], by: SpendGrouping): SpendReport['groups'] {
  const groups = new Map<string, { key: string; cost: Money; instances: number; billedSeconds: number }>()
  for (const charge of charges) {
    const { cost, billedSeconds } = charge
    const key = keyOf(charge, by)
    const id = JSON.stringify([key, cost.currency, cost.taxIncluded, cost.simulated])
    const group = groups.get(id)
    groups.set(
      id,
      group
        ? {
            key,
            cost: add(group.cost, cost),
            instances: group.instances + 1,
            billedSeconds: group.billedSeconds + billedSeconds,
          }
        : { key, cost, instances: 1, billedSeconds },
    )
  }
  return [...groups.values()].map(group => ({ ...group, cost: toWireMoney(group.cost) }))
}

function keyOf(charge: SpendCharge, by: SpendGrouping): string {
  const keys: Record<SpendGrouping, string> = {
    day: dayName(charge.at),
    provider: charge.provider,
    burst: charge.burstId,
    kind: charge.kind,
  }
  return keys[by]
}

function entryOf({ at, provider, burstId, instanceId, billedSeconds, cost }: SpendCharge) {
  return { at: new Date(at).toISOString(), provider, burstId, instanceId, billedSeconds, cost: toWireMoney(cost) }
}
