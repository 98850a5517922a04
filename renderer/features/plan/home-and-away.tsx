import { cardsText } from '../../../common/pricing/gpu-speed.ts'
import type { WireMoney } from '../../../common/money.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import type { WeighedOffer } from './reckon.ts'

/** As many offers as fit beside home. */
const SHOWN = 4

type Props = {
  readonly localSeconds: number
  readonly energyCost: WireMoney
  readonly options: readonly WeighedOffer[]
}

/** Time and cost of home against the best offers, one bar each. */
export function HomeAndAway({ localSeconds, energyCost, options }: Props) {
  const t = useText()
  const shown = bestOfEach(options).slice(0, SHOWN)
  const longest = Math.max(localSeconds, ...shown.map(({ option }) => option.seconds.total))
  return (
    <section aria-label={t('Home and away')} className="rounded-card border border-line bg-surface p-4">
      <ul className="grid grid-cols-[minmax(9rem,auto)_1fr_auto_auto] items-center gap-x-4 gap-y-2">
        <Bar name={t('Home')} seconds={localSeconds} longest={longest} cost={energyCost} color="var(--chart-5)" />
        {shown.map(({ offer, option }) => (
          <Bar
            key={`${offer.provider} ${offer.id}`}
            name={`${cardsText(offer)}, ${cloudName(offer.provider)}`}
            seconds={option.seconds.total}
            longest={longest}
            cost={option.cost}
            color="var(--chart-1)"
          />
        ))}
      </ul>
    </section>
  )
}

/** Of one kind of machine at one seller the best: its regions are in the table. */
function bestOfEach(options: readonly WeighedOffer[]): WeighedOffer[] {
  const seen = new Set<string>()
  return options.filter(({ offer }) => {
    const key = `${offer.provider} ${cardsText(offer)}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

type BarProps = {
  readonly name: string
  readonly seconds: number
  readonly longest: number
  readonly cost: WireMoney
  readonly color: string
}

function Bar({ name, seconds, longest, cost, color }: BarProps) {
  return (
    <li className="col-span-4 grid grid-cols-subgrid items-center">
      <span className="truncate font-medium">{name}</span>
      <span aria-hidden className="h-2 rounded-chip bg-hover">
        <span
          className="block h-full rounded-chip"
          style={{ width: `${longest > 0 ? (seconds / longest) * 100 : 0}%`, background: color }}
        />
      </span>
      <span className="text-right whitespace-nowrap">{durationText(seconds)}</span>
      <span className="text-right font-semibold whitespace-nowrap">{moneyText(cost)}</span>
    </li>
  )
}
