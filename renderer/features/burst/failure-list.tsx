import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { useText } from '../../text/translate.ts'

/** More than these only repeat themselves; the record has them all. */
const SHOWN = 20

/** Pictures that were given up, each with its reason. */
export function FailureList({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  if (burst.failures.length === 0) return null
  return (
    <details className="rounded-card border border-line bg-amber-soft">
      <summary className="px-4 py-2 font-medium text-amber-text">
        {t('{{count}} pictures could not be made', { count: burst.failures.length })}
      </summary>
      <ul className="flex flex-col gap-1 px-4 pb-3">
        {burst.failures.slice(0, SHOWN).map(({ promptId, code, message }) => (
          <li key={promptId} className="flex gap-3">
            <span className="font-mono text-small text-ink-2">{promptId}</span>
            <span className="font-mono text-small text-ink-2">{code}</span>
            <span>{message}</span>
          </li>
        ))}
        {burst.failures.length > SHOWN && (
          <li className="text-ink-2">{t('and {{more}} more', { more: burst.failures.length - SHOWN })}</li>
        )}
      </ul>
    </details>
  )
}
