import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { PracticeChip } from '../../ui/practice-chip.tsx'
import { dateText } from '../../ui/relative-time.ts'

const SHOWN = 6

/** What Burst had to tell, the newest first. */
export function AlertList() {
  const t = useText()
  const alerts = useStore(state => state.alerts)
  return (
    <section aria-label={t('Alerts')} className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-semibold">{t('Alerts')}</h2>
      {alerts.length === 0 && <p className="text-ink-2">{t('Nothing had to be told.')}</p>}
      <ul className="flex flex-col gap-3">
        {alerts.slice(0, SHOWN).map(({ id, at, message, simulated }) => (
          <li key={id} className="flex flex-col gap-0.5">
            <span className="flex items-center gap-2 text-small text-ink-3">
              {dateText(at)}
              {simulated && <PracticeChip />}
            </span>
            <span className="break-words">{message}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
