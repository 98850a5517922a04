import { cardsText } from '../../../common/pricing/gpu-speed.ts'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { classNames } from '../../ui/class-names.ts'
import { durationText } from '../../ui/duration-text.ts'
import { hourlyText, moneyText } from '../../ui/money-text.ts'
import { PracticeChip } from '../../ui/practice-chip.tsx'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'
import { PhaseBar } from './phase-bar.tsx'
import { offerKey, type WeighedOffer } from './reckon.ts'
import { whyText } from './why.ts'

const ORDERS = {
  worth: ({ option }: WeighedOffer) => (option.netValue === null ? Infinity : -option.netValue.amount),
  cost: ({ option }: WeighedOffer) => option.cost.amount,
  time: ({ option }: WeighedOffer) => option.seconds.total,
  rate: ({ option }: WeighedOffer) => option.pricePerHour.amount,
} as const
type Order = keyof typeof ORDERS

/** More are a matter of the terminal. */
const SHOWN = 30

type Props = {
  readonly options: readonly WeighedOffer[]
  readonly chosen: WeighedOffer
  readonly onChoose: (offerId: string) => void
}

/** Every offer with what the whole burst would take and cost there; a row is chosen by its button. */
export function OfferTable({ options, chosen, onChoose }: Props) {
  const t = useText()
  const [{ order, isDown }, setOrder] = useState<{ order: Order; isDown: boolean }>({ order: 'worth', isDown: false })
  const [best] = options
  // Practice money is not compared with money, whatever the order.
  const sorted = options.toSorted(
    (a, b) =>
      Number(a.option.cost.simulated) - Number(b.option.cost.simulated) ||
      (isDown ? -1 : 1) * (ORDERS[order](a) - ORDERS[order](b)),
  )
  const slowest = Math.max(...options.slice(0, SHOWN).map(({ option }) => option.seconds.total))
  const sort = (by: Order) => setOrder(now => ({ order: by, isDown: now.order === by && !now.isDown }))
  const head = (by: Order, text: string, right = true) => (
    <SortCell
      text={text}
      right={right}
      direction={order === by ? (isDown ? 'descending' : 'ascending') : null}
      onSort={() => sort(by)}
    />
  )
  return (
    <Table label={t('Offers')}>
      <thead className="border-b border-line">
        <tr>
          <HeadCell>{t('Offer')}</HeadCell>
          {head('time', t('Time'), false)}
          {head('cost', t('Whole burst'))}
          {head('rate', t('Rate'))}
          {head('worth', t('Worth'))}
          <HeadCell>{t('Why here')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {best &&
          sorted
            .slice(0, SHOWN)
            .map(one => (
              <OfferRow
                key={`${one.offer.provider} ${offerKey(one.offer)}`}
                one={one}
                best={best}
                slowest={slowest}
                isChosen={one.offer === chosen.offer}
                onChoose={() => onChoose(offerKey(one.offer))}
              />
            ))}
      </tbody>
    </Table>
  )
}

const WAYS = { image: 'prepared image', warm: 'runs already', volume: 'model volume' } as const

type RowProps = {
  readonly one: WeighedOffer
  readonly best: WeighedOffer
  readonly slowest: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function OfferRow({ one, best, slowest, isChosen, onChoose }: RowProps) {
  const t = useText()
  const { offer, option } = one
  return (
    <tr
      aria-label={[
        offer.gpu,
        cloudName(offer.provider),
        offer.region,
        ...(offer.strategy === 'on-demand' ? [] : [t(WAYS[offer.strategy])]),
      ].join(', ')}
      aria-selected={isChosen}
      className={classNames('border-t border-line first:border-t-0', isChosen ? 'bg-selected' : 'hover:bg-hover')}
    >
      <Cell>
        <button type="button" aria-pressed={isChosen} onClick={onChoose} className="flex flex-col py-1.5 text-left">
          <span className="font-medium">{cardsText(offer)}</span>
          <span className="inline-flex items-center gap-2 text-small text-ink-2">
            {cloudName(offer.provider)} · {offer.region}
            {offer.strategy !== 'on-demand' && <Chip>{t(WAYS[offer.strategy])}</Chip>}
            {option.cost.simulated && <PracticeChip />}
          </span>
        </button>
      </Cell>
      <Cell>
        <div className="flex min-w-36 flex-col gap-1 py-1.5">
          <span>{durationText(option.seconds.total)}</span>
          <PhaseBar seconds={option.seconds} longest={slowest} />
        </div>
      </Cell>
      <Cell right>
        <span className="flex flex-col items-end py-1.5">
          <span className="font-semibold">{moneyText(option.cost)}</span>
          {option.low && option.high && (
            <span className="text-small text-ink-2">
              {t('{{low}} to {{high}}', { low: moneyText(option.low), high: moneyText(option.high) })}
            </span>
          )}
        </span>
      </Cell>
      <Cell right>
        <span className="text-ink-2">{hourlyText(option.pricePerHour)}</span>
      </Cell>
      <Cell right>{option.netValue === null ? t('unknown') : moneyText(option.netValue)}</Cell>
      <Cell>
        <span className="flex flex-col py-1.5">
          <span>{whyText(one, best, t)}</span>
          <span className="text-small text-ink-2">
            {option.observations === 0
              ? t('a guess: no burst yet on such a GPU')
              : t('measured, {{count}} bursts', { count: option.observations })}
          </span>
        </span>
      </Cell>
    </tr>
  )
}

type SortProps = {
  readonly text: string
  readonly right?: boolean
  readonly direction: 'ascending' | 'descending' | null
  readonly onSort: () => void
}

function SortCell({ text, right = false, direction, onSort }: SortProps) {
  const Arrow = direction === 'descending' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={direction ?? 'none'}
      className={classNames('h-8 px-4', right ? 'text-right' : 'text-left')}
    >
      <button
        type="button"
        onClick={onSort}
        className="inline-flex items-center gap-1 text-label font-medium tracking-wide whitespace-nowrap text-ink-3 uppercase hover:text-ink"
      >
        {text}
        <Arrow size={12} aria-hidden className={direction === null ? 'invisible' : ''} />
      </button>
    </th>
  )
}
