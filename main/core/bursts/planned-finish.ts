import type { BurstContext } from './context.ts'

/** How long until nothing more may be begun, ms on the provider's clock; Infinity where nobody wants that. */
export function untilFinish({ recorder, provider }: BurstContext): number {
  const { finishAt, wish } = recorder.state()
  return finishAt === null || wish !== 'run' ? Infinity : Math.max(0, finishAt - provider.facts.clock.now())
}

/** Finishes the burst once that instant has come. */
export function finishIfDue(context: BurstContext): void {
  if (untilFinish(context) > 0) return
  context.recorder.record(
    [state => (state.wish === 'run' && state.finishAt !== null ? [{ type: 'burst.finish-requested' }] : [])],
    { durable: true },
  )
}
