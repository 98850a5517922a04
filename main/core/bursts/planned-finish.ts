import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { BurstContext } from './context.ts'

/** From now on an answer about the first picture is waited for, and the instance bills: not for ever. */
export function askedForLook({ recorder, provider }: BurstContext): BurstEvent {
  const patience = recorder.state().plan.canarySeconds ?? 0
  return { type: 'burst.look-asked', until: Math.round(provider.facts.clock.now() + patience * 1000) }
}

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
