import { z } from 'zod'
import { summarize } from '../../../common/bursts/summary.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { accuracyOf, type Accuracy } from '../../../common/pricing/accuracy.ts'
import { Observation, observationsOf } from '../../../common/pricing/observation.ts'
import type { Work } from '../../../common/pricing/work.ts'
import type { Db } from './database.ts'

/** Older ones weigh next to nothing. */
const REMEMBERED = 200

/** Writes down what a burst that has ended took. To be called in the transaction of the event that ends it. */
export function recordExperience(db: Db, state: BurstState, work: Work): void {
  db.prepare('DELETE FROM observations WHERE burst_id = ?').run(state.id)
  const insert = db.prepare('INSERT INTO observations (burst_id, lane, at, observation) VALUES (?, ?, ?, ?)')
  for (const [lane, seen] of observationsOf(state, work).entries())
    insert.run(state.id, lane, seen.at, JSON.stringify(seen))
  recordOutcome(db, state)
}

/** How many bursts taught something since an instant (wall clock, ms): of practice, or of money. */
export function burstsSince(db: Db, since: number, simulated: boolean): number {
  const counted = db
    .prepare<[number, number], number>(
      `SELECT count(DISTINCT burst_id) FROM observations WHERE at >= ? AND json_extract(observation, '$.simulated') = ?`,
    )
    .pluck()
    .get(since, simulated ? 1 : 0)
  return counted ?? 0
}

/** Only of what was made whole, in one run: nothing else was estimated. */
function recordOutcome(db: Db, state: BurstState): void {
  db.prepare('DELETE FROM estimate_outcomes WHERE burst_id = ?').run(state.id)
  if (state.ended?.outcome !== 'completed' || state.firstLane > 0) return
  const { seconds, cost } = summarize(state, {
    clockNow: state.ended.clock,
    billing: { stepSeconds: 1, minimumSeconds: 0 },
    promptIdOf: String,
  })
  db.prepare('INSERT INTO estimate_outcomes VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    state.id,
    state.ended.at,
    cost.simulated ? 1 : 0,
    state.plan.estimate.seconds,
    seconds.total,
    state.plan.estimate.cost.micros,
    Math.round(cost.amount * 1_000_000),
  )
}

/** What bursts have shown, the newest first. A line that no longer parses teaches nothing. */
export function readObservations(db: Db): Observation[] {
  const rows = db
    .prepare<[], string>(`SELECT observation FROM observations ORDER BY at DESC, burst_id, lane LIMIT ${REMEMBERED}`)
    .pluck()
    .all()
  return rows.flatMap(row => {
    const parsed = Observation.safeParse(JSON.parse(row))
    return parsed.success ? [parsed.data] : []
  })
}

const OutcomeRow = z.object({
  estimatedSeconds: z.number(),
  seconds: z.number(),
  estimatedMicros: z.number(),
  micros: z.number(),
})

/** How far the estimates of the newest bursts were off; practice bursts are judged by themselves. Null before the first. */
export function readAccuracy(db: Db, simulated: boolean): Accuracy | null {
  const rows = db
    .prepare(
      `SELECT estimated_seconds AS estimatedSeconds, seconds, estimated_micros AS estimatedMicros, micros
       FROM estimate_outcomes WHERE simulated = ? ORDER BY at DESC LIMIT 10`,
    )
    .all(simulated ? 1 : 0)
  return accuracyOf(z.array(OutcomeRow).parse(rows))
}
