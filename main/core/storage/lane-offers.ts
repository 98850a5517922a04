import { laneOfferOf, type LaneOffer } from '../../../common/bursts/receipt.ts'
import { BurstEvent } from '../../../common/bursts/events.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { Db } from './database.ts'

/** What each lane of a burst rented, in their order, without replaying the whole record. */
export function laneOffers(db: Db, burstId: string): LaneOffer[] {
  const rows = db
    .prepare<[string], string>(
      `SELECT data FROM events WHERE burst_id = ? AND type IN ('burst.created', 'lane.intended', 'lane.taken') ORDER BY seq`,
    )
    .pluck()
    .all(burstId)
  let plan: Plan | null = null
  const offers: LaneOffer[] = []
  for (const row of rows) {
    const event = BurstEvent.parse(JSON.parse(row))
    if (event.type === 'burst.created') plan = event.plan
    if ((event.type === 'lane.intended' || event.type === 'lane.taken') && plan)
      offers.push(laneOfferOf(plan, event.offer))
  }
  return offers
}
