import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Api } from '../../../common/contract.ts'

/**
 * Watches one burst until `isOver`; hands every state it is told of to `show`.
 *
 * Rejects with the signal's reason when that comes first.
 */
export async function untilBurst(
  api: Api,
  burstId: string,
  watch: { isOver: (burst: BurstSummary) => boolean; show: (burst: BurstSummary) => void; signal: AbortSignal },
): Promise<BurstSummary> {
  const over = new AbortController()
  let last: BurstSummary | null = null
  const see = (burst: BurstSummary) => {
    if (burst.id !== burstId || over.signal.aborted) return
    last = burst
    watch.show(burst)
    if (watch.isOver(burst)) over.abort()
  }
  await api.subscribe(
    'bursts',
    { burstId },
    event => (event.type === 'snapshot' ? event.bursts.forEach(see) : see(event.burst)),
    AbortSignal.any([over.signal, watch.signal]),
  )
  watch.signal.throwIfAborted()
  if (last === null) return await api.call('bursts.show', { id: burstId })
  return last
}
