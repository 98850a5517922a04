import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { receiptText } from '../../../common/bursts/receipt-text.ts'
import { receiptOf } from '../../../common/bursts/receipt.ts'

/** What a burst left behind: the receipt, the proof of its end, and where the pictures are. */
export function endText(burst: BurstSummary): string {
  return [
    `burst ${burst.id} (${burst.name})`,
    receiptText(receiptOf(burst)),
    ...burst.lanes.map(endOfLane),
    `pictures are in ${burst.out}`,
  ].join('\n\n')
}

function endOfLane({ instanceId, state, confirmedGone }: BurstSummary['lanes'][number]): string {
  if (instanceId === null) return 'an instance was asked for and never came to be'
  if (state === 'handed') return `instance ${instanceId} works for the next burst, which pays for it`
  return confirmedGone ? `instance ${instanceId} is seen gone` : `instance ${instanceId} may still be billing`
}
