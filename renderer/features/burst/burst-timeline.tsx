import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { durationText } from '../../ui/duration-text.ts'
import { PHASE_NAMES, segmentsOf, STATE_TEXTS, type Segment } from './phases.ts'

/** A segment is never so short that its name and seconds do not fit. */
const LEAST_SHARE = 9

/** Where the time went and goes: segments in proportion to their seconds, and what is being waited for. */
export function BurstTimeline({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const segments = segmentsOf(burst)
  return (
    <section aria-label={t('Phases')} className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <ol className="flex gap-1">
        {segments.map(segment => (
          <SegmentBar key={segment.phase} segment={segment} total={burst.seconds.total} />
        ))}
      </ol>
      <p role="status" className="text-ink-2">
        {t(waitingText(burst))}
        {burst.waiting !== null && <span className="text-amber-text"> · {burst.waiting}</span>}
      </p>
      {burst.message !== null && <p className="text-amber-text">{burst.message}</p>}
    </section>
  )
}

function SegmentBar({ segment, total }: { readonly segment: Segment; readonly total: number }) {
  const t = useText()
  const { phase, seconds, state } = segment
  const share = total > 0 ? (seconds / total) * 100 : 0
  return (
    <li
      aria-current={state === 'present' ? 'step' : undefined}
      className="flex min-w-0 flex-col gap-1.5 transition-[flex-grow] duration-200"
      style={{ flexGrow: Math.max(LEAST_SHARE, share), flexBasis: 0 }}
    >
      <span
        aria-hidden
        className={classNames(
          'h-2 rounded-chip',
          state === 'past' && 'bg-accent',
          state === 'present' && 'bg-accent/60',
          state === 'future' && 'bg-hover',
        )}
      />
      <span className={classNames('truncate text-small', state === 'present' ? 'font-semibold' : 'text-ink-2')}>
        {t(PHASE_NAMES[phase])}
      </span>
      <span className={classNames('text-small', state === 'future' ? 'text-ink-3' : 'text-ink-2')}>
        {state === 'future' && seconds === 0 ? '–' : durationText(seconds)}
      </span>
    </li>
  )
}

function waitingText({ state, lanes }: BurstSummary): string {
  if (lanes.some(lane => lane.state === 'unknown'))
    return 'the answer to a create was lost: looking whether the instance exists'
  return STATE_TEXTS[state]
}
