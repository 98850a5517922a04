import { CircleCheck, CircleHelp, LoaderCircle, X } from 'lucide-react'
import type { Killing } from '../../state/kill-slice.ts'
import { billingInstances } from '../../state/safety-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useNow } from '../../ui/relative-time.ts'
import { useKillAll } from './use-kill-all.ts'

/** Each instance that kill-all ends, until it is seen gone; then what came of it. */
export function KillPanel() {
  const killing = useStore(state => state.killing)
  return killing.kind === 'idle' ? null : <KillList killing={killing} />
}

function KillList({ killing }: { readonly killing: Exclude<Killing, { kind: 'idle' }> }) {
  const t = useText()
  const setKilling = useStore(state => state.setKilling)
  const killAgain = useKillAll()
  const safety = useStore(state => state.safety)
  const there = new Set(billingInstances(safety).map(({ id }) => id))
  const unconfirmed = killing.kind === 'ended' ? killing.report.unconfirmed : []
  const silent = killing.kind === 'ended' ? killing.report.providers.filter(({ ok }) => !ok) : []
  const ids = [...new Set([...killing.ids, ...there, ...reported(killing)])]
  const clean = killing.kind === 'ended' && unconfirmed.length === 0 && silent.length === 0
  return (
    <section
      aria-label={t('Kill all')}
      className="fixed top-[104px] right-3 z-30 flex w-96 flex-col gap-3 rounded-card border border-line bg-surface p-4 shadow-popover"
    >
      <div className="flex items-start gap-2">
        <h2 role="status" className="flex-1 text-heading font-semibold">
          {titleOf(killing, clean, t)}
        </h2>
        {killing.kind !== 'ending' && (
          <Button kind="quiet" aria-label={t('Close')} onClick={() => setKilling({ kind: 'idle' })}>
            <X size={16} aria-hidden />
          </Button>
        )}
      </div>
      <ul className="flex max-h-72 flex-col gap-1 overflow-y-auto">
        {ids.length === 0 && <li className="text-ink-2">{t('Nothing of ours was running.')}</li>}
        {ids.map(id => (
          <KilledInstance key={id} id={id} gone={isGone(killing, id)} there={there.has(id)} />
        ))}
      </ul>
      {killing.kind === 'ending' && <Elapsed sinceMs={killing.sinceMs} />}
      {killing.kind === 'failed' && (
        <ProblemNote problem={killing.problem}>
          <Button onClick={killAgain}>{t('Try again')}</Button>
        </ProblemNote>
      )}
      {silent.map(({ provider, error }) => (
        <p key={provider} className="text-danger-text">
          {t('{{provider}} did not answer: {{error}}', { provider, error: error ?? t('no reason given') })}
        </p>
      ))}
      {killing.kind === 'ended' && !clean && <Button onClick={killAgain}>{t('Try again')}</Button>}
    </section>
  )
}

function titleOf(killing: Killing, clean: boolean, t: (text: string) => string): string {
  if (killing.kind === 'ending') return t('Ending everything')
  if (killing.kind === 'failed') return t('Kill all was not carried out')
  return clean ? t('Everything is seen gone') : t('Some may still be billing')
}

function reported(killing: Killing): readonly string[] {
  if (killing.kind !== 'ended') return []
  const { terminated, alreadyGone, unconfirmed } = killing.report
  return [...terminated, ...alreadyGone, ...unconfirmed]
}

function isGone(killing: Killing, id: string): boolean {
  return killing.kind === 'ended' && !killing.report.unconfirmed.includes(id)
}

type KilledProps = { readonly id: string; readonly gone: boolean; readonly there: boolean }

function KilledInstance({ id, gone, there }: KilledProps) {
  const t = useText()
  return (
    <li className="flex h-7 items-center gap-2">
      {gone ? (
        <CircleCheck size={15} className="text-ink-2" aria-hidden />
      ) : there ? (
        <LoaderCircle size={15} className="animate-spin text-danger-text" aria-hidden />
      ) : (
        <CircleHelp size={15} className="text-danger-text" aria-hidden />
      )}
      <span className="flex-1 truncate font-mono text-small">{id}</span>
      <span className={gone ? 'text-ink-2' : 'text-danger-text'}>
        {gone ? t('seen gone') : there ? t('may still be billing') : t('not listed, being proven')}
      </span>
    </li>
  )
}

function Elapsed({ sinceMs }: { readonly sinceMs: number }) {
  const t = useText()
  const now = useNow(500)
  return (
    <p className="text-small text-ink-2">
      {t('{{time}} so far. Gone means: not found by id and absent from two complete lists.', {
        time: durationText((now - sinceMs) / 1000),
      })}
    </p>
  )
}
