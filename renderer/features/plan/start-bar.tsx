import { House, Play } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { PlannerBasis } from '../../../common/contract.ts'
import { costOfSeconds, toWireMoney } from '../../../common/money.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField } from '../../ui/check-field.tsx'
import { durationText, roughDurationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { WorstCaseLine } from '../../ui/worst-case-line.tsx'
import type { Reckoned, WeighedOffer } from './reckon.ts'

type Props = {
  /** Null where no template is chosen: then there is nothing to start. */
  readonly template: string | null
  readonly images: number
  readonly chosen: WeighedOffer
  readonly worst: NonNullable<Reckoned['worst']>
  /** How long a machine is kept for the next burst where that is wanted, s. */
  readonly warmSeconds: number
  /** The card at home; null where none is set. */
  readonly home: PlannerBasis['home']
}

/** How bad it can get, and the button that makes the shown plan a burst which may not cost more than that. */
export function StartBar({ template, images, chosen, worst, warmSeconds, home }: Props) {
  const t = useText()
  const { api } = useHost()
  const navigate = useNavigate()
  const { offer, option } = chosen
  const [isKept, setKept] = useState(false)
  const [helps, setHelps] = useState(false)
  const source = { from: 'template', template: template ?? '', options: { count: images } } as const
  // One that was kept is kept again; one from an image ends.
  const strategy = offer.strategy === 'on-demand' && isKept ? 'warm' : offer.strategy
  const keeping = costOfSeconds(offer.pricePerHour, warmSeconds * option.lanes, {
    stepSeconds: 1,
    minimumSeconds: 0,
  }).money
  const { run, busy, problem } = useAction(async () => {
    if (template === null) return
    const { burst } = await api.call('bursts.start', {
      source,
      ...(helps ? { withHome: true } : {}),
      provider: offer.provider,
      gpu: offer.gpu,
      offer: offer.id,
      spot: offer.spot,
      strategy,
      lanes: option.lanes,
      ...(worst.kind === 'bounded' && worst.most.taxIncluded
        ? { maxCost: (worst.most.micros + (strategy === 'warm' ? keeping.micros : 0)) / 1_000_000 }
        : {}),
    })
    await navigate(paths.burst(burst.id))
  })
  const atHome = useAction(async () => {
    const { burst } = await api.call('bursts.start', { source, provider: 'home' })
    await navigate(paths.burst(burst.id))
  })
  const isHomeBetter = option.netValue !== null && option.netValue.amount < 0
  const gpu = home?.gpu ?? null
  const isHome = gpu !== null && isHomeBetter
  return (
    <section
      aria-label={t('Start')}
      className="sticky bottom-0 z-10 -mx-6 -mb-5 flex flex-col gap-2 border-t border-line bg-paper px-6 py-3"
    >
      {problem && <ProblemNote problem={problem} />}
      {atHome.problem && <ProblemNote problem={atHome.problem} />}
      {home?.error && (
        <p className="text-small text-ink-2">{t('Your card at home: {{error}}', { error: home.error })}</p>
      )}
      <div className="flex flex-wrap items-center gap-4">
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            <WorstCaseLine worst={worst} />
          </p>
          <p className="text-small text-ink-2">
            {t(
              'Expected: {{cost}} in {{time}}. No burst of these pictures on this machine costs less than {{least}}.',
              {
                cost: moneyText(option.cost),
                time: durationText(option.seconds.total),
                least: moneyText(option.least),
              },
            )}
          </p>
        </div>
        <div className="flex flex-col gap-1">
          {(offer.strategy === 'on-demand' || offer.strategy === 'warm') && (
            <CheckField
              label={t('Keep the machine for the next burst')}
              note={t('{{time}}, {{cost}} more at most', {
                time: roughDurationText(warmSeconds),
                cost: moneyText(toWireMoney(keeping)),
              })}
              checked={strategy === 'warm'}
              disabled={offer.strategy === 'warm'}
              onChange={setKept}
            />
          )}
          {gpu !== null && (
            <CheckField
              label={t('My card at home works too')}
              note={t('{{gpu}}, from the beginning', { gpu })}
              checked={helps}
              onChange={setHelps}
            />
          )}
        </div>
        {gpu !== null && (
          <Button
            kind={isHome ? 'primary' : 'plain'}
            large
            onClick={atHome.run}
            disabled={atHome.busy || busy || template === null}
          >
            <House size={16} aria-hidden />
            {atHome.busy ? t('Starting') : t('Make them at home')}
          </Button>
        )}
        <Button kind={isHome ? 'plain' : 'primary'} large onClick={run} disabled={busy || template === null}>
          <Play size={16} aria-hidden />
          {busy ? t('Starting') : template === null ? t('Choose a template to start') : t('Start burst')}
        </Button>
      </div>
    </section>
  )
}
