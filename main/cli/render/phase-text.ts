import type { BurstStateName, BurstSummary } from '../../../common/bursts/burst-view.ts'
import { mayBeBilling } from '../burst-states.ts'

/** What each state means to somebody who waits for it. */
const WAITING_FOR: Record<BurstStateName, string> = {
  provisioning: 'waiting for the instance to boot',
  'setting-up': 'waiting for ComfyUI on the instance',
  generating: 'making pictures',
  collecting: 'bringing the last pictures home',
  'keeping-warm': 'the instance waits for the next burst, and bills',
  'saving-image': 'keeping the disk as an image',
  'tearing-down': 'waiting until the instance is seen gone',
  pausing: 'pausing: waiting until the instance is seen gone',
  paused: 'paused',
  finishing: 'finishing: keeping what is made, no new pictures',
  cancelling: 'cancelling: waiting until the instance is seen gone',
  completed: 'completed',
  finished: 'finished early',
  incomplete: 'ended with pictures missing',
  cancelled: 'cancelled',
  killed: 'killed',
  failed: 'failed',
}

/** The phase in words, with what is being waited for beyond the usual. */
export function phaseText(burst: BurstSummary): string {
  const lost = burst.lanes.some(lane => lane.state === 'unknown')
  const usual = lost ? 'the answer to a create was lost: looking whether the instance exists' : WAITING_FOR[burst.state]
  return burst.waiting === null ? usual : `${usual}; ${burst.waiting}`
}

/** The sentence that every face must show until the end of each rental is proven. */
export function billingWarning(burst: BurstSummary): string | null {
  if (burst.endedAt === null || !mayBeBilling(burst)) return null
  return 'An instance may still be billing: `burst instances` shows it, `burst kill-all --confirm` ends it.'
}
