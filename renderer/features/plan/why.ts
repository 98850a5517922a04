import type { Translate } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import type { WeighedOffer } from './reckon.ts'

/** Fractions of a cent and of a minute are no difference. */
const SAME_MONEY = 0.005
const SAME_SECONDS = 30
/** Of what is billed: a seller's step that is mostly air is worth a word. */
const MUCH_UNUSED = 0.2

/** Why an offer stands where it stands, beside the best one. */
export function whyText(one: WeighedOffer, best: WeighedOffer, t: Translate): string {
  const reasons = one === best ? [t('worth most')] : differences(one, best, t)
  const unused = unusedSeconds(one)
  if (unused > one.option.seconds.billed * MUCH_UNUSED)
    reasons.push(t('{{time}} paid for and not used', { time: durationText(unused) }))
  return reasons.join(', ')
}

function differences({ option, offer }: WeighedOffer, best: WeighedOffer, t: Translate): string[] {
  if (option.cost.simulated && !best.option.cost.simulated) return [t('practice money')]
  if (option.netValue === null)
    return [t('in {{currency}}: set exchange-rates to compare it', { currency: offer.pricePerHour.currency })]
  const money = option.cost.amount - best.option.cost.amount
  const seconds = option.seconds.total - best.option.seconds.total
  const parts: string[] = []
  if (Math.abs(money) >= SAME_MONEY) {
    const amount = moneyText({ ...option.cost, amount: Math.abs(money) })
    parts.push(money > 0 ? t('{{amount}} dearer', { amount }) : t('{{amount}} cheaper', { amount }))
  }
  if (Math.abs(seconds) >= SAME_SECONDS) {
    const time = durationText(Math.abs(seconds))
    parts.push(seconds > 0 ? t('{{time}} slower', { time }) : t('{{time}} faster', { time }))
  }
  return parts.length > 0 ? parts : [t('the same')]
}

/** What is billed beyond the work, because the seller counts in steps. */
function unusedSeconds({ option, forecast }: WeighedOffer): number {
  const { billed, total } = option.seconds
  return Math.max(0, billed - total * option.lanes + forecast.unbilled * option.lanes)
}
