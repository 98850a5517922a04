import type { Translate } from '../../text/translate.ts'
import { roughDurationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import type { Reckoned } from './reckon.ts'

/** One sentence: what to do, and the numbers that say so. */
export function adviceText({ local, options, chosen, breakEven }: Reckoned, images: number, t: Translate): string {
  const home = roughDurationText(local.seconds)
  if (!chosen) return t('Nothing can be rented now. Home takes {{home}}.', { home })
  const { option } = chosen
  const values = {
    home,
    offer: chosen === options[0] ? t('the best offer') : t('this offer'),
    away: roughDurationText(option.seconds.total),
    cost: moneyText(option.cost),
    from: breakEven ?? 0,
    saved: roughDurationText(Math.abs(option.savedSeconds)),
  }
  if (option.netValue === null)
    return t('Home takes {{home}}, {{offer}} {{away}} for {{cost}}, in another currency than yours.', values)
  if (option.netValue.amount >= 0) {
    const isAlways = breakEven === null || breakEven <= 1
    return isAlways
      ? t('Rent. Home takes {{home}}, {{offer}} {{away}} for {{cost}}.', values)
      : t(
          'Rent. Home takes {{home}}, {{offer}} {{away}} for {{cost}}; the time saved is worth more than that from {{from}} pictures on.',
          values,
        )
  }
  if (option.savedSeconds <= 0) return t('Stay at home. It takes {{home}}; {{offer}} would take {{away}}.', values)
  if (breakEven !== null && breakEven > images)
    return t(
      'Stay at home. It takes {{home}}; renting saves {{saved}} for {{cost}}, and is worth it from {{from}} pictures on.',
      values,
    )
  return t(
    'Stay at home. It takes {{home}}; renting saves {{saved}}, worth less than the {{cost}} that it costs.',
    values,
  )
}
