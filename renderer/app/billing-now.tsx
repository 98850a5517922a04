import { CircleHelp } from 'lucide-react'
import { Link } from 'react-router'
import { endingInstances } from '../state/bursts-slice.ts'
import { billingInstances, isSafetyKnown } from '../state/safety-slice.ts'
import { useStore } from '../state/store.ts'
import { useText } from '../text/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { hourlyText } from '../ui/money-text.ts'
import { PracticeChip } from '../ui/practice-chip.tsx'
import { paths } from './paths.ts'

/** What runs and what it costs an hour, always in sight. */
export function BillingNow() {
  const t = useText()
  const safety = useStore(state => state.safety)
  const count = billingInstances(safety).length
  const known = isSafetyKnown(safety)
  const looked = safety?.lookedAt !== null && safety !== null
  const billed = new Set(billingInstances(safety).map(({ id }) => id))
  const ending = useStore(state => endingInstances(state.bursts).join(' '))
    .split(' ')
    .filter(id => id !== '' && !billed.has(id)).length
  const prices = safety?.pricesPerHour ?? []
  return (
    <Link
      to={paths.instances}
      aria-live="polite"
      className="flex h-8 items-center gap-2 rounded-control px-2 whitespace-nowrap hover:bg-hover"
    >
      {known ? (
        <span
          aria-hidden
          className={classNames('size-2 rounded-chip', count > 0 ? 'bg-accent' : 'border border-line-strong')}
        />
      ) : (
        <CircleHelp size={14} className="text-danger-text" aria-hidden />
      )}
      {!known && <span className="text-danger-text">{unknownText(looked, t)}</span>}
      {ending > 0 && (
        <span className="font-medium text-danger-text">
          {t('{{count}} ending, may still be billing', { count: ending })}
        </span>
      )}
      {(count > 0 || (known && ending === 0)) && (
        <span className={count > 0 ? 'font-medium' : 'text-ink-2'}>
          {count > 0 ? t('{{count}} running', { count }) : t('nothing runs')}
        </span>
      )}
      {prices.map(price => (
        <span key={`${price.currency} ${price.simulated}`} className="flex items-center gap-2">
          <span aria-hidden className="text-ink-3">
            ·
          </span>
          <span className="font-medium">{hourlyText(price)}</span>
          {price.simulated && <PracticeChip />}
        </span>
      ))}
    </Link>
  )
}

function unknownText(looked: boolean, t: (text: string) => string): string {
  return looked ? t('unknown: a provider does not answer, asking again') : t('asking what runs')
}
