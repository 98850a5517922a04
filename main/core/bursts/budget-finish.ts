import { endingSeconds } from '../../../common/bursts/outlook.ts'
import { meterOf } from '../../../common/bursts/summary.ts'
import type { BurstState, Lane } from '../../../common/bursts/state.ts'
import { limitName, type Limit } from '../../../common/spend/limits.ts'
import { spentLimit } from '../../../common/spend/spent-limit.ts'
import type { BurstContext } from './context.ts'
import { isBudgetNearlyOver } from './keep-alive.ts'

/**
 * Finishes the burst while what is left of a limit still pays for the way home: nothing more is begun, what is made comes
 * home, and the instances end. `everyMs` is when this is asked again, on the provider's clock.
 */
export function finishIfSpent(context: BurstContext, everyMs: number): void {
  const { recorder } = context
  const state = recorder.state()
  if (state.wish !== 'run' || state.ended) return
  const limits = limitsOf(context, state)
  const broken =
    spentLimit(state, limits, {
      clockNow: context.provider.facts.clock.now(),
      meterOf: lane => meterNow(context, state, lane),
      everyMs,
    }) ?? (isBudgetNearlyOver(context, endingSeconds(state, everyMs / 1000) * 1000) ? (limits[0] ?? null) : null)
  if (broken === null) return
  const message = `${limitName(broken)} pays for no more pictures`
  recorder.record([now => (now.wish === 'run' ? [{ type: 'burst.finish-requested', by: 'budget', message }] : [])], {
    durable: true,
  })
}

/** The burst's own, and those of the day and the month with what others use of them. */
function limitsOf({ limits }: BurstContext, state: BurstState): Limit[] {
  const { maxCost } = state.plan
  const own: Limit[] = maxCost === null ? [] : [{ scope: 'burst', limit: maxCost, spent: { ...maxCost, micros: 0 } }]
  return [...own, ...limits(state)]
}

function meterNow(context: BurstContext, { plan }: BurstState, lane: Lane) {
  const { clock, billing: usual } = context.providerOf(lane.lane).facts
  const billing = plan.offers[lane.offer]?.billing ?? usual
  return { billing, money: meterOf(lane, { clockNow: clock.now(), billing }).money }
}
