import type { PlanResult } from '../../../common/contract.ts'
import { rentableOffers } from '../../../common/bursts/plan.ts'
import { dearestOf, worstCaseOf } from '../../../common/bursts/worst-case.ts'
import { costOfSeconds, formatMoney } from '../../../common/money.ts'
import { durationText } from './durations.ts'
import { moneyText } from './money-text.ts'
import { pairs } from './table.ts'

type PlanView = PlanResult['plan']

/** What is about to be bought, and how bad it can get. `nowMs` is the wall clock. */
export function planText(plan: PlanView, nowMs: number): string {
  const [offer] = plan.offers
  const facts: [string, string][] = [['pictures', String(plan.images)]]
  if (offer) {
    const lanes = plan.lanes > 1 ? `${plan.lanes} × ` : ''
    facts.push([
      'offer',
      `${lanes}${offer.gpu} in ${offer.region}, ${plan.provider} ${(offer.spot ?? plan.spot) ? 'spot' : 'on demand'}`,
    ])
    if (offer.takes) facts.push(['begins', `on the instance that burst ${offer.takes.burstId} kept`])
    if (offer.image !== undefined) facts.push(['begins', 'from a prepared image'])
    facts.push(['price', `${formatMoney(offer.pricePerHour)} an hour${plan.lanes > 1 ? ' each' : ''}`])
  }
  const card = plan.home === undefined ? undefined : plan.offers[plan.home]
  if (card) facts.push(['beside', `${card.gpu} at home, from the beginning`])
  const fallBack = plan.offers.slice(1, rentableOffers(plan))
  const others = [...new Set(fallBack.map(other => other.provider ?? plan.provider))]
  if (others.length > 0)
    facts.push([
      'else',
      `${fallBack.length} more to fall back on (${others.join(', ')}), up to ${formatMoney(dearestOf(plan.offers))} an hour`,
    ])
  facts.push(['estimate', `${durationText(plan.estimate.seconds)}, ${moneyText(plan.estimatedCost)}`])
  const { warmSeconds } = plan
  if (warmSeconds !== undefined && warmSeconds > 0 && offer) {
    const { money } = costOfSeconds(dearestOf(plan.offers), warmSeconds * plan.lanes, {
      stepSeconds: 1,
      minimumSeconds: 0,
    })
    facts.push(['then', `kept for the next burst for ${durationText(warmSeconds)}, ${formatMoney(money)} more at most`])
  }
  if (plan.maxCost) facts.push(['limit', formatMoney(plan.maxCost)])
  // Nothing is rented, and nothing bills on.
  const isFree = dearestOf(plan.offers).micros === 0
  return isFree ? pairs(facts) : `${pairs(facts)}\n${deadManSentence(plan, nowMs)}`
}

/** The promise of the dead man's switch, in one sentence. */
export function deadManSentence(plan: PlanView, nowMs: number): string {
  const worst = worstCaseOf(plan)
  if (worst.kind === 'unbounded')
    return 'If this computer never wakes: nothing ends the instance, and it bills on until you end it.'
  const promise = `If this computer never wakes: at most ${formatMoney(worst.most)}, gone by ${clockTime(nowMs + worst.seconds * 1000)}`
  return worst.isSure ? `${promise}.` : `${promise}, if its provider lets it end itself.`
}

function clockTime(ms: number): string {
  const at = new Date(ms)
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}
