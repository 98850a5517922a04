import { assertNever } from '../../common/assert.ts'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { Outcome } from './exit-codes.ts'

export function hasEnded(burst: BurstSummary): boolean {
  return burst.endedAt !== null
}

/** Nothing happens any more until somebody asks for it. */
export function isAtRest(burst: BurstSummary): boolean {
  return hasEnded(burst) || burst.state === 'paused'
}

/** Whoever waited for its pictures has them, or waits in vain; an instance may still be kept, and an engine with it. */
export function isSettled(burst: BurstSummary): boolean {
  return isAtRest(burst) || burst.state === 'keeping-warm'
}

/** Instances that were asked for and are not proven gone. */
export function mayBeBilling(burst: BurstSummary): boolean {
  return burst.lanes.some(lane => !lane.confirmedGone)
}

/** How a command that carried out a burst ends. */
export function outcomeOfBurst(burst: BurstSummary): Outcome {
  if (burst.stoppedBy !== null && isAtRest(burst) && burst.state !== 'completed') return 'refused'
  switch (burst.state) {
    case 'completed':
    case 'finished':
    case 'paused':
      return 'done'
    case 'incomplete':
      return 'incomplete'
    case 'cancelled':
      return 'cancelled'
    case 'killed':
      return 'refused'
    case 'failed':
      return neverRented(burst) ? 'provider' : 'failed'
    case 'provisioning':
    case 'setting-up':
    case 'generating':
    case 'collecting':
    case 'saving-image':
    case 'keeping-warm':
    case 'tearing-down':
    case 'pausing':
    case 'finishing':
    case 'cancelling':
      return 'done'
    default:
      return assertNever(burst.state)
  }
}

/** No instance ever came into being: no stock, no rights, or a provider that could not be reached. */
function neverRented(burst: BurstSummary): boolean {
  return burst.lanes.every(lane => lane.state === 'rejected' || lane.state === 'absent')
}
