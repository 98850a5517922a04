import type { WorstCase } from '../../common/bursts/worst-case.ts'
import { toWireMoney } from '../../common/money.ts'
import { useText } from '../text/translate.ts'
import { moneyText } from './money-text.ts'
import { useNow } from './relative-time.ts'

/** One sentence, before any money moves: how bad it can get. */
export function WorstCaseLine({ worst }: { readonly worst: WorstCase }) {
  const t = useText()
  const now = useNow(30_000)
  if (worst.kind === 'unbounded')
    return (
      <span className="text-amber-text">
        {t('If this computer never wakes, nothing ends the machine: it bills on until you end it.')}
      </span>
    )
  const values = {
    most: moneyText(toWireMoney(worst.most)),
    time: new Date(now + worst.seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
  }
  return worst.isSure
    ? t('At most {{most}}, gone by {{time}} even if this computer never wakes.', values)
    : t('At most {{most}}, gone by {{time}} if this computer never wakes and the provider lets it end itself.', values)
}
