import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { WireMoney } from '../../../common/money.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'

type Props = { readonly burst: BurstSummary; readonly count: number }

/** What was rejected of a session, once more with other seeds: what it costs is said first, then a burst is made of it. */
export function RejectsBar({ burst, count }: Props) {
  const t = useText()
  const { api } = useHost()
  const navigate = useNavigate()
  const [cost, setCost] = useState<WireMoney | null>(null)
  const input = { source: { from: 'rejects' as const, burstId: burst.id }, provider: burst.provider }
  const look = useAction(async () => setCost((await api.call('bursts.plan', input)).plan.estimatedCost))
  const start = useAction(async () => {
    const { burst: begun } = await api.call('bursts.start', input)
    await navigate(paths.burst(begun.id))
  })
  if (count === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card bg-amber-soft px-4 py-2">
      <p className="flex-1 text-amber-text">{t('{{count}} pictures of this session are rejected.', { count })}</p>
      {cost === null ? (
        <Button onClick={() => look.run()} disabled={look.busy}>
          <RotateCcw size={14} aria-hidden />
          {t('Make them again')}
        </Button>
      ) : (
        <>
          <Button kind="primary" onClick={() => start.run()} disabled={start.busy}>
            {t('Make them with other seeds, for about {{cost}}', { cost: moneyText(cost) })}
          </Button>
          <Button kind="quiet" onClick={() => setCost(null)}>
            {t('Not now')}
          </Button>
        </>
      )}
      {look.problem && <ProblemNote problem={look.problem} />}
      {start.problem && <ProblemNote problem={start.problem} />}
    </div>
  )
}
