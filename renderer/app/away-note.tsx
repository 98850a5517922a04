import { useCallback } from 'react'
import type { CallOutput } from '../../common/contract.ts'
import { useHost } from '../host/use-host.tsx'
import { useAsked } from '../state/use-asked.ts'
import { useAway } from '../state/use-away.ts'
import { useText, type Translate } from '../text/translate.ts'
import { Button } from '../ui/button.tsx'
import { moneyText } from '../ui/money-text.ts'
import { PracticeChip } from '../ui/practice-chip.tsx'
import { dateText } from '../ui/relative-time.ts'

/** "While you were away": what came home, what it cost, and what acted and why. Nothing where nothing happened. */
export function AwayNote() {
  const { since, dismiss } = useAway()
  return since === null ? null : <Happened since={since} onDismiss={dismiss} />
}

type Happened = CallOutput<'away.since'>

function Happened({ since, onDismiss }: { readonly since: string; readonly onDismiss: () => void }) {
  const t = useText()
  const { api } = useHost()
  const { value } = useAsked(useCallback(async () => await api.call('away.since', { since }), [api, since]))
  if (value === null || !isWorthTelling(value)) return null
  return (
    <section aria-label={t('While you were away')} className="flex gap-4 border-b border-line bg-accent-soft px-6 py-3">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p>
          <span className="font-semibold">{t('While you were away')}</span>{' '}
          <span className="text-ink-2">{t('since {{time}}', { time: dateText(value.since) })}</span>
        </p>
        <p className="flex flex-wrap items-center gap-x-2">
          {summaryOf(value, t)}
          {value.costs.map(cost => (
            <span key={`${cost.currency} ${cost.simulated}`} className="inline-flex items-center gap-2">
              · {moneyText(cost)}
              {cost.simulated && <PracticeChip />}
            </span>
          ))}
        </p>
        {value.acted.length > 0 && (
          <ul className="list-disc pl-5 text-ink-2">
            {value.acted.map(({ seq, at, actor, action, target, detail }) => (
              <li key={seq} className="break-words">
                {`${dateText(at)}, ${t(actor)}: ${t(action)}, ${target}`}
                {typeof detail['message'] === 'string' && `: ${detail['message']}`}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button kind="quiet" onClick={onDismiss}>
        {t('Seen')}
      </Button>
    </section>
  )
}

function isWorthTelling({ pictures, ended, acted }: Happened): boolean {
  return pictures > 0 || ended.length > 0 || acted.length > 0
}

function summaryOf({ pictures, ended }: Happened, t: Translate): string {
  const parts = [t('{{count}} pictures came home', { count: pictures })]
  for (const { name, state } of ended) parts.push(`${name.replaceAll('_', ' ')}: ${t(state)}`)
  return parts.join(' · ')
}
