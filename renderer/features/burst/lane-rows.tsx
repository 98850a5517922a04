import type { BurstSummary, LaneSummary } from '../../../common/bursts/burst-view.ts'
import { useText, type Translate } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'

/** One thin row an instance; a burst of a single one needs none. */
export function LaneRows({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  if (burst.lanes.length < 2) return null
  return (
    <section aria-label={t('Lanes')} className="overflow-x-auto rounded-card border border-line bg-surface">
      <table className="w-full text-left">
        <tbody>
          {burst.lanes.map((lane, index) => (
            <LaneRow key={index} lane={lane} index={index} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function LaneRow({ lane, index }: { readonly lane: LaneSummary; readonly index: number }) {
  const t = useText()
  return (
    <tr className="h-8 border-line not-last:border-b *:px-4">
      <th scope="row" className="w-20 font-medium whitespace-nowrap">
        {t('Lane {{number}}', { number: index + 1 })}
      </th>
      <td className="font-mono text-small text-ink-2">{lane.instanceId ?? t('not rented yet')}</td>
      <td>
        <Chip tone={lane.confirmedGone ? 'neutral' : 'accent'}>{stateText(lane, t)}</Chip>
      </td>
      <td className="text-right">{t('{{count}} pictures', { count: lane.images })}</td>
      <td className="text-right">{durationText(lane.billedSeconds)}</td>
      <td className="text-right">{moneyText(lane.cost)}</td>
    </tr>
  )
}

function stateText({ state, confirmedGone }: LaneSummary, t: Translate): string {
  if (state === 'handed') return t('works for the next burst')
  return confirmedGone ? t('seen gone') : t(state)
}
