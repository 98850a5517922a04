import { assertNever } from '../../../common/assert.ts'
import type { BurstStateName, BurstSummary } from '../../../common/bursts/burst-view.ts'
import { PHASES, type Phase } from '../../../common/bursts/receipt.ts'

export const PHASE_NAMES: Record<Phase, string> = {
  provision: 'Boot',
  setup: 'Set-up',
  upload: 'Upload',
  generate: 'Generate',
  collectTail: 'Bring home',
  teardown: 'End',
}

export type Segment = {
  readonly phase: Phase
  readonly seconds: number
  readonly state: 'past' | 'present' | 'future'
}

/** The burst's time as segments, one after the other. */
export function segmentsOf(burst: BurstSummary): Segment[] {
  const present = presentPhase(burst)
  const at = present === null ? PHASES.length : PHASES.indexOf(present)
  return PHASES.map((phase, index) => ({
    phase,
    seconds: burst.seconds[phase],
    state: index < at ? 'past' : index === at ? 'present' : 'future',
  }))
}

/** Null for a burst that has ended or rests: every second lies behind it. */
function presentPhase({ state, endedAt, seconds, images }: BurstSummary): Phase | null {
  if (endedAt !== null) return null
  switch (state) {
    case 'provisioning':
      return 'provision'
    case 'setting-up':
      return 'setup'
    case 'generating':
    case 'finishing':
      return seconds.generate > 0 || images.collected > 0 ? 'generate' : 'upload'
    case 'collecting':
      return 'collectTail'
    case 'saving-image':
    case 'keeping-warm':
    case 'tearing-down':
    case 'pausing':
    case 'cancelling':
      return 'teardown'
    case 'paused':
    case 'completed':
    case 'finished':
    case 'incomplete':
    case 'cancelled':
    case 'killed':
    case 'failed':
      return null
    default:
      return assertNever(state)
  }
}

/** What somebody who looks at the burst is waiting for; what it is once nobody waits. */
export const STATE_TEXTS: Record<BurstStateName, string> = {
  provisioning: 'waiting for the instance to boot',
  'setting-up': 'waiting for ComfyUI on the instance',
  generating: 'making pictures',
  collecting: 'bringing the last pictures home',
  'keeping-warm': 'everything is at home; the instance waits for the next burst, and bills',
  'saving-image': 'keeping the disk as an image',
  'tearing-down': 'waiting until the instance is seen gone',
  pausing: 'pausing: waiting until the instance is seen gone',
  paused: 'paused: nothing is rented',
  finishing: 'finishing: keeping what is made, no new pictures',
  cancelling: 'cancelling: waiting until the instance is seen gone',
  completed: 'completed',
  finished: 'finished early, what was made is kept',
  incomplete: 'ended with pictures missing',
  cancelled: 'cancelled',
  killed: 'ended by kill all',
  failed: 'failed',
}
