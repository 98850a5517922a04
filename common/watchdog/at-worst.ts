import type { InstanceView } from '../contract-forms.ts'
import { fromWireMoney, sumsByKind, toWireMoney, type WireMoney } from '../money.ts'

/** What instances cost from now on if nobody ever comes back. */
export type AtWorst =
  /** All of them end themselves after so many seconds at the latest, and cost at most this until then. */
  | { readonly kind: 'bounded'; readonly seconds: number; readonly most: readonly WireMoney[] }
  /** At least one is ended by nothing but Burst, or nobody knows when, or at what rate it bills. */
  | { readonly kind: 'unbounded' }

/** The age of an instance and both its instants run on its provider's clock, which need not be this computer's. */
export function atWorst(instances: readonly InstanceView[]): AtWorst {
  const ends = instances.map(({ endBy, createdAt, uptimeSeconds, pricePerHour, deadMan }) => {
    if (endBy === null || pricePerHour === null || deadMan === 'none' || deadMan === 'weak') return null
    const life = (Date.parse(endBy) - Date.parse(createdAt)) / 1000
    return { seconds: Math.max(0, life - (uptimeSeconds ?? 0)), pricePerHour }
  })
  const known = ends.filter(end => end !== null)
  if (known.length < ends.length) return { kind: 'unbounded' }
  const most = known.map(({ seconds, pricePerHour }) =>
    fromWireMoney({ ...pricePerHour, amount: (pricePerHour.amount * seconds) / 3600 }),
  )
  const seconds = Math.max(0, ...known.map(end => end.seconds))
  return { kind: 'bounded', seconds, most: sumsByKind(most).map(toWireMoney) }
}
