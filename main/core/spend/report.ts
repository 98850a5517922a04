import type { SpendReport } from '../../../common/contract.ts'
import { roundedToSum } from '../../../common/bursts/rounded-to-sum.ts'
import { SECOND_KINDS, type SecondSplit } from '../../../common/spend/split.ts'
import { dayName, monthName } from './local-days.ts'
import { add, sumOfKind, toWireMoney, type Money } from '../../../common/money.ts'

/** What one instance cost, or has cost so far. */
export type SpendCharge = {
  /** When it was proven gone, or now; wall clock, ms since 1970. */
  readonly at: number
  readonly provider: string
  readonly burstId: string
  readonly instanceId: string | null
  readonly billedSeconds: number
  readonly cost: Money
  /** What the seconds went to; null where nobody knows. */
  readonly split: SecondSplit | null
  /** Pictures that came home from it; null where nobody counted. */
  readonly images: number | null
  /** By our own meter, where `cost` is the provider's own figure; null where none came. */
  readonly metered: Money | null
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
  return sumOfKind(
    charges.map(({ cost }) => cost),
    kind,
  )
}

type Part = {
  readonly key: string
  readonly cost: Money
  readonly billedSeconds: number
  readonly images: number | null
}
type Group = { key: string; cost: Money; instances: number; billedSeconds: number; images: number | null }

/** One group a key and kind of money, in the order in which they first appear. */
function groupsOf(charges: readonly SpendCharge[], by: SpendGrouping): SpendReport['groups'] {
  const groups = new Map<string, Group>()
  for (const { key, cost, billedSeconds, images } of charges.flatMap(charge => partsOf(charge, by))) {
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
            images: group.images === null || images === null ? null : group.images + images,
          }
        : { key, cost, instances: 1, billedSeconds, images },
    )
  }
  return [...groups.values()].map(group => ({ ...group, cost: toWireMoney(group.cost), costPerImage: perImage(group) }))
}

function perImage({ cost, images }: Group) {
  return images === null || images === 0 ? null : toWireMoney({ ...cost, micros: Math.round(cost.micros / images) })
}

/** The whole of a charge under one key, or a part for each kind of second. */
function partsOf(charge: SpendCharge, by: SpendGrouping): Part[] {
  const { at, provider, burstId, cost, billedSeconds, images } = charge
  if (by === 'kind') return partsBySecond(charge)
  const keys = { day: dayName(at), provider, burst: burstId }
  return [{ key: keys[by], cost, billedSeconds, images }]
}

/** Pictures are counted where they are made. */
function partsBySecond({ cost, billedSeconds, images, split }: SpendCharge): Part[] {
  if (split === null) return [{ key: 'unknown', cost, billedSeconds, images }]
  const kinds = SECOND_KINDS.filter(kind => split[kind] > 0)
  const micros = roundedToSum(kinds.map(kind => (billedSeconds > 0 ? (cost.micros * split[kind]) / billedSeconds : 0)))
  return kinds.map((key, index) => ({
    key,
    cost: { ...cost, micros: micros[index] ?? 0 },
    billedSeconds: split[key],
    images: key === 'generation' ? images : 0,
  }))
}

function entryOf({ at, cost, split, metered, ...charge }: SpendCharge) {
  return {
    at: new Date(at).toISOString(),
    ...charge,
    cost: toWireMoney(cost),
    metered: metered && toWireMoney(metered),
    seconds: split,
  }
}
