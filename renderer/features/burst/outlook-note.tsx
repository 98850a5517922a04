import type { ReactNode } from 'react'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { roughDurationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'

/** What is ahead that somebody would want to know before it happens. Unanswered, everything is made. */
export function OutlookNote({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const { api } = useHost()
  const { run, busy, problem } = useAction(
    async (seconds: number | null) => await api.call('bursts.finishIn', { id: burst.id, seconds }),
  )
  const { outlook, finishesIn } = burst
  const saving = outlook?.saving
  // The first picture says it itself.
  if (burst.asksForLook) return null
  if (finishesIn !== null)
    return (
      <Note problem={problem}>
        <span>
          {t('Nothing more is begun in {{time}}. What is made by then comes home.', {
            time: roughDurationText(finishesIn),
          })}
        </span>
        <Button onClick={() => run(null)} disabled={busy}>
          {t('Make all of them after all')}
        </Button>
      </Note>
    )
  if (saving)
    return (
      <Note problem={problem}>
        <span>
          {t('Stop {{count}} pictures early and save {{cost}}? They would begin a billing step of their own.', {
            count: saving.pictures,
            cost: moneyText(saving.cost),
          })}
        </span>
        <Button onClick={() => run(saving.secondsUntil)} disabled={busy}>
          {t('Stop in {{time}}', { time: roughDurationText(saving.secondsUntil) })}
        </Button>
        <span className="text-small">{t('Without an answer all of them are made.')}</span>
      </Note>
    )
  if (outlook && outlook.overLimit > 0)
    return (
      <Note problem={null}>
        {t('At this pace the limit of this burst ends it with {{count}} pictures not made.', {
          count: outlook.overLimit,
        })}
      </Note>
    )
  return null
}

type NoteProps = { readonly problem: Parameters<typeof ProblemNote>[0]['problem'] | null; readonly children: ReactNode }

function Note({ problem, children }: NoteProps) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-card bg-amber-soft px-4 py-3">
      {children}
      {problem && <ProblemNote problem={problem} />}
    </div>
  )
}
