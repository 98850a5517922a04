import { assertNever } from '../../../common/assert.ts'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import { placeOf } from '../../../common/bursts/items.ts'
import { toRanges } from '../../../common/bursts/ranges.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { JournalLine } from '../worker/journal.ts'

/**
 * What a line of a lane's journal means for the burst.
 *
 * The worker is not trusted (law 6): items the job does not have, or that this lane does not hold, mean nothing. So
 * reading a line twice changes nothing either.
 */
export function journalEvents(state: BurstState, lane: number, line: JournalLine): BurstEvent[] {
  const holds = (item: number) => item < state.items.length && holdsItem(state, lane, item)
  switch (line.type) {
    case 'comfyui-up':
      return isReady(state, lane) ? [] : [{ type: 'lane.ready', lane, comfyui: line.version }]
    case 'comfyui-down':
      return isReady(state, lane) ? [{ type: 'lane.comfyui-down', lane, message: line.message }] : []
    case 'took':
      return isUndelivered(state, lane, line.share) ? [{ type: 'lane.delivered', lane, share: line.share }] : []
    case 'refused':
      return isRunningLane(state, lane)
        ? [
            {
              type: 'lane.closing',
              lane,
              reason: 'setup-failed',
              message: `the worker refused its share: ${line.message}`,
            },
          ]
        : []
    case 'made':
      return holds(line.item)
        ? [{ type: 'item.made', lane, item: line.item, attempt: line.attempt, file: line.file, gpu: line.gpu }]
        : []
    case 'attempt-failed':
      return holds(line.item)
        ? [
            {
              type: 'item.retried',
              lane,
              item: line.item,
              attempt: line.attempt,
              code: line.code,
              message: line.message,
            },
          ]
        : []
    case 'failed':
      return holds(line.item)
        ? [
            {
              type: 'item.failed',
              lane,
              item: line.item,
              attempts: line.attempts,
              code: line.code,
              message: line.message,
            },
          ]
        : []
    case 'revoked': {
      const items = [...new Set(line.items.filter(holds))].toSorted((a, b) => a - b)
      return items.length > 0 ? [{ type: 'items.revoked', lane, items: toRanges(items) }] : []
    }
    case 'released':
      return line.item < state.items.length && isVerified(state, lane, line.item)
        ? [{ type: 'item.released', lane, item: line.item }]
        : []
    case 'drained':
      return [{ type: 'lane.drained', lane }]
    case 'worker-started':
    case 'queued':
    case 'stopped':
      return []
    default:
      return assertNever(line)
  }
}

function holdsItem(state: BurstState, lane: number, item: number): boolean {
  const place = placeOf(state.items, item)
  return place.lane === lane && (place.kind === 'leased' || place.kind === 'made')
}

function isVerified(state: BurstState, lane: number, item: number): boolean {
  const place = placeOf(state.items, item)
  return place.lane === lane && place.kind === 'verified'
}

function isRunningLane(state: BurstState, lane: number): boolean {
  return state.lanes[lane]?.phase.kind === 'running'
}

function isReady(state: BurstState, lane: number): boolean {
  const phase = state.lanes[lane]?.phase
  return phase?.kind === 'running' && phase.ready
}

function isUndelivered(state: BurstState, lane: number, share: string): boolean {
  return state.lanes[lane]?.shares.some(other => other.share === share && !other.delivered) ?? false
}
