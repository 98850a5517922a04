import { Unplug } from 'lucide-react'
import { useStore } from '../state/store.ts'
import { useText } from '../text/translate.ts'
import { EmptyState } from '../ui/empty-state.tsx'

/** Says that what is shown may be old, and what to do where it will not mend by itself. */
export function ConnectionNote() {
  const t = useText()
  const connection = useStore(state => state.connection)
  const everConnected = useStore(state => state.bursts !== null)
  if (connection === 'refused')
    return (
      <EmptyState icon={Unplug} title={t('This address is no longer valid')}>
        {t('Each start of Burst makes a new one. Run `burst serve` and open the address that it prints.')}
      </EmptyState>
    )
  if (connection === 'connected' || !everConnected) return null
  return (
    <p role="status" className="flex items-center gap-3 bg-amber-soft px-6 py-2 text-amber-text">
      <Unplug size={16} aria-hidden />
      {t('Burst does not answer. What you see is the last that was known; asking again every second.')}
    </p>
  )
}
