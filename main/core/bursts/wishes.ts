import { assertNever } from '../../../common/assert.ts'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { BurstState } from '../../../common/bursts/state.ts'

/** What somebody may ask of a burst that exists. */
export type AskedWish = 'pause' | 'resume' | 'approve' | 'finish' | 'cancel' | 'kill'

/** What is recorded of a wish; nothing where it is fulfilled or overtaken, so that it may be repeated. */
export function wishEvents(state: BurstState, asked: AskedWish): BurstEvent[] {
  if (asked === 'resume') return isResumable(state) ? [{ type: 'burst.resume-requested' }] : []
  if (state.ended) return []
  switch (asked) {
    case 'pause':
      return state.wish === 'run' ? [{ type: 'burst.pause-requested' }] : []
    case 'finish':
      return state.wish === 'run' || state.wish === 'pause' ? [{ type: 'burst.finish-requested' }] : []
    case 'approve':
      return state.wish === 'run' && state.look === 'asked' ? [{ type: 'burst.look-approved' }] : []
    case 'cancel':
      return state.wish === 'cancel' || state.wish === 'kill' ? [] : [{ type: 'burst.cancel-requested' }]
    case 'kill':
      return state.wish === 'kill' ? [] : [{ type: 'burst.killed' }]
    default:
      return assertNever(asked)
  }
}

/** One that goes on needs no resuming, and one that has everything has nothing to take up. */
function isResumable({ ended, wish, items }: BurstState): boolean {
  const isWhole = items.counts.verified + items.counts.released === items.length
  return !isWhole && (ended !== null || wish !== 'run')
}
