import type { BurstEvent } from '../../../common/bursts/events.ts'
import { instanceIdOf, type BurstState, type Lane } from '../../../common/bursts/state.ts'
import { meterOf } from '../../../common/bursts/summary.ts'

/** An instance as one burst leaves it to another. */
export type Handed = {
  readonly attempt: string
  readonly name: string
  readonly instanceId: string
  readonly endBy: number
  /** Until when it is paid, ms on the provider's clock. */
  readonly billedFrom: number
  readonly born: number
}

/** What becomes of a warm lane when another burst asks for it: nothing where it is not to be had. */
export function handingOver(
  state: BurstState,
  index: number,
  { to, clockNow, billing }: { to: string; clockNow: number; billing: { stepSeconds: number; minimumSeconds: number } },
): BurstEvent[] {
  const lane = state.lanes[index]
  if (!lane || lane.phase.kind !== 'running' || lane.warmUntil === null || state.wish !== 'run') return []
  const { billedSeconds, money } = meterOf(lane, { clockNow, billing })
  return [{ type: 'lane.handed', lane: index, to, billedSeconds, cost: money }]
}

/** What another burst gets of a lane that was handed to it; null where it was not. */
export function handedTo(lane: Lane | undefined, to: string): Handed | null {
  if (lane?.phase.kind !== 'handed' || lane.phase.to !== to || lane.marks.running === null) return null
  const { attempt, name, endBy, billed, born, marks } = lane
  const billedFrom = lane.marks.running + (billed?.seconds ?? 0) * 1000
  return { attempt, name, instanceId: instanceIdOf(lane) ?? '', endBy, billedFrom, born: born ?? marks.intended }
}
