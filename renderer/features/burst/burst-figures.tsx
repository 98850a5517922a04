import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { paceOf, type Pace } from '../../../common/bursts/pace.ts'
import { useStore } from '../../state/store.ts'
import { useText, type Translate } from '../../text/translate.ts'
import { durationText, roughDurationText } from '../../ui/duration-text.ts'
import { Figure } from '../../ui/figure.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { PracticeChip } from '../../ui/practice-chip.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { sizeText } from '../../ui/size-text.ts'

/** The numbers that matter, in one row: pictures, money, time left, how busy the GPU is. */
export function BurstFigures({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const { images, cost, estimatedCost } = burst
  const pace = usePace(burst)
  return (
    <section aria-label={t('Figures')} className="flex flex-col gap-4 rounded-card border border-line bg-surface p-4">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 min-[900px]:grid-cols-4">
        <Figure
          label={t('Pictures')}
          value={
            <>
              {images.collected} <span className="text-heading text-ink-3">/ {images.requested}</span>
            </>
          }
          note={[sizeText(images.bytes), images.failed > 0 && t('{{failed}} failed', { failed: images.failed })]
            .filter(Boolean)
            .join(' · ')}
        />
        <Figure
          label={t('Cost')}
          value={moneyText(cost)}
          note={
            <span className="inline-flex items-center gap-2">
              {burst.outlook
                ? t('about {{cost}} in the end', { cost: moneyText(burst.outlook.cost) })
                : t('of an expected {{cost}}', { cost: moneyText(estimatedCost) })}
              {cost.simulated && <PracticeChip />}
            </span>
          }
        />
        {burst.endedAt === null ? <TimeLeft burst={burst} pace={pace} /> : <TimeTaken burst={burst} />}
        <Figure
          label={t('GPU busy')}
          value={burst.gpuUtilisation === null ? '–' : `${(burst.gpuUtilisation * 100).toFixed(1)} %`}
          note={t('of {{billed}} that are billed', { billed: durationText(burst.seconds.billed) })}
        />
      </dl>
      <ProgressBar
        label={t('Pictures at home')}
        fraction={images.requested > 0 ? images.collected / images.requested : null}
      />
    </section>
  )
}

function usePace(burst: BurstSummary): Pace {
  const samples = useStore(state => state.samples[burst.id])
  const { requested, collected, failed } = burst.images
  return paceOf(samples ?? [], requested - collected - failed)
}

function TimeLeft({ burst, pace }: { readonly burst: BurstSummary; readonly pace: Pace }) {
  const t = useText()
  if (burst.state === 'paused') return <Figure label={t('Time left')} value="–" note={t('paused')} />
  if (burst.state === 'tearing-down')
    return <Figure label={t('Time left')} value="0 s" note={t('all pictures are home')} />
  return (
    <Figure
      label={t('Time left')}
      value={pace.secondsLeft === null ? t('unknown') : roughDurationText(pace.secondsLeft)}
      note={[rangeText(pace, t), rateText(pace, t)].filter(Boolean).join(' · ')}
    />
  )
}

function rangeText({ range }: Pace, t: Translate): string | null {
  if (range === null || range.high - range.low < 1) return null
  return t('{{low}} to {{high}}', { low: roughDurationText(range.low), high: roughDurationText(range.high) })
}

function rateText({ perMinute }: Pace, t: Translate): string {
  if (perMinute === null) return t('until pictures come home')
  return t('{{rate}} pictures a minute', { rate: perMinute.toFixed(perMinute < 10 ? 1 : 0) })
}

function TimeTaken({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const { total, generate } = burst.seconds
  const each = burst.images.collected > 0 ? generate / burst.images.collected : null
  return (
    <Figure
      label={t('Took')}
      value={roughDurationText(total)}
      note={each === null ? '' : t('{{seconds}} s a picture', { seconds: each.toFixed(1) })}
    />
  )
}
