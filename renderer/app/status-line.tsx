import { useStore } from '../state/store.ts'
import { useText } from '../text/translate.ts'
import { durationText } from '../ui/duration-text.ts'
import { useNow } from '../ui/relative-time.ts'

/** The truth about the safety net: who drives, when somebody last looked, and who answered. */
export function StatusLine() {
  const t = useText()
  const engine = useStore(state => state.engine)
  const connection = useStore(state => state.connection)
  const safety = useStore(state => state.safety)
  const now = useNow(1000)
  const silent = (safety?.providers ?? []).filter(({ ok }) => !ok).map(({ provider }) => provider)
  return (
    <footer className="flex items-center gap-4 overflow-hidden border-t border-line bg-sunken px-6 text-label whitespace-nowrap text-ink-2">
      <span>
        {connection === 'connected' && engine
          ? t('engine: process {{pid}}, version {{version}}', { pid: engine.pid, version: engine.version })
          : t('engine: not reached')}
      </span>
      <span>{lookedText(safety?.lookedAt ?? null, now, t)}</span>
      {safety !== null && safety.providers.length > 0 && (
        <span className={silent.length > 0 ? 'font-medium text-danger-text' : ''}>
          {silent.length > 0
            ? t('no answer from {{names}}', { names: silent.join(', ') })
            : t('all {{count}} providers answered', { count: safety.providers.length })}
        </span>
      )}
      {safety !== null && safety.lookedAt !== null && safety.providers.length === 0 && (
        <span>{t('nothing was ever rented here')}</span>
      )}
    </footer>
  )
}

function lookedText(
  lookedAt: string | null,
  now: number,
  t: (text: string, values?: Record<string, string>) => string,
): string {
  if (lookedAt === null) return t('watchdog: has not looked yet')
  const ago = Math.max(0, (now - Date.parse(lookedAt)) / 1000)
  return t('watchdog: looked {{ago}} ago', { ago: durationText(ago) })
}
