import { Lock } from 'lucide-react'
import { useHost } from '../../host/use-host.tsx'
import { useStore } from '../../state/store.ts'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'

/** After kill-all nothing new is rented until somebody says so. */
export function LatchNote() {
  const t = useText()
  const { api } = useHost()
  const latched = useStore(state => state.safety?.latched ?? false)
  const setKilling = useStore(state => state.setKilling)
  const { run, busy, problem } = useAction(async () => {
    await api.call('instances.unlatch', undefined)
    setKilling({ kind: 'idle' })
  })
  if (!latched) return null
  return (
    <section aria-label={t('Renting is locked')} className="flex flex-col gap-2 bg-amber-soft px-6 py-2">
      <div className="flex items-center gap-3 text-amber-text">
        <Lock size={16} aria-hidden />
        <p className="flex-1">{t('Kill all was pressed: nothing new is rented until you allow it.')}</p>
        <Button onClick={run} disabled={busy}>
          {t('Allow renting again')}
        </Button>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}
