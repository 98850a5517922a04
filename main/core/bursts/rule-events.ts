import type { BurstEvent, LaneEnd } from '../../../common/bursts/events.ts'
import { isLive, isOpen, type BurstState, type Lane } from '../../../common/bursts/state.ts'
import type { Broken, WatchRule } from '../../../common/watchdog/rules.ts'

/** The lane that may still have the instance of an attempt. */
export function laneOfAttempt(state: BurstState, attempt: string): Lane | null {
  return state.lanes.find(lane => lane.attempt === attempt && isLive(lane)) ?? null
}

/** Rules that want one instance to end, whatever becomes of the burst. */
const LANE_ENDS: { readonly [K in WatchRule]?: LaneEnd } = {
  booting: 'boot-timeout',
  lifetime: 'lifetime',
}

/**
 * What is recorded where a rule of the watchdog wants an instance to end; nothing where it is on its way out, or where its
 * end has come: whoever works with it has it prolonged, or closes it.
 *
 * One that costs too much would be followed by another one that does: then the burst finishes, with everything that was
 * made brought home.
 */
export function ruleEvents(state: BurstState, attempt: string, { rule, message }: Broken): BurstEvent[] {
  const lane = laneOfAttempt(state, attempt)
  if (!lane || !isOpen(lane)) return []
  if (rule === 'end-by') return []
  const reason = LANE_ENDS[rule]
  if (reason) return [{ type: 'lane.closing', lane: lane.lane, reason, message }]
  return state.wish === 'run' ? [{ type: 'burst.finish-requested', by: 'watchdog', message }] : []
}
