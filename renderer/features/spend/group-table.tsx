import { Link } from 'react-router'
import type { SpendReport } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useStore } from '../../state/store.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { burstTitle } from '../../state/bursts-slice.ts'
import { classNames } from '../../ui/class-names.ts'
import { durationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'

export type Grouping = 'burst' | 'provider' | 'kind' | 'day'

const GROUPINGS: readonly { readonly by: Grouping; readonly text: string }[] = [
  { by: 'burst', text: 'By burst' },
  { by: 'provider', text: 'By provider' },
  { by: 'kind', text: 'By kind of second' },
  { by: 'day', text: 'By day' },
]

type Group = SpendReport['groups'][number]
type Props = {
  readonly groups: readonly Group[]
  readonly grouping: Grouping
  readonly onGrouping: (grouping: Grouping) => void
}

/** The same money, divided in one way; the dearest first, days the newest first. */
export function GroupTable({ groups, grouping, onGrouping }: Props) {
  const t = useText()
  const most = Math.max(0, ...groups.map(({ cost }) => cost.amount))
  const sorted = groups.toSorted((a, b) =>
    grouping === 'day' ? b.key.localeCompare(a.key, 'en') : b.cost.amount - a.cost.amount,
  )
  return (
    <section aria-label={t('Where it went')} className="flex flex-col gap-3">
      <div role="radiogroup" aria-label={t('Divided')} className="flex flex-wrap gap-1">
        {GROUPINGS.map(({ by, text }) => (
          <button
            key={by}
            type="button"
            role="radio"
            aria-checked={grouping === by}
            onClick={() => onGrouping(by)}
            className={classNames(
              'h-8 rounded-control px-3 font-medium',
              grouping === by ? 'bg-selected text-accent-text' : 'text-ink-2 hover:bg-hover hover:text-ink',
            )}
          >
            {t(text)}
          </button>
        ))}
      </div>
      {groups.length === 0 ? (
        <p className="text-ink-2">{t('Nothing was charged in this period.')}</p>
      ) : (
        <Table label={t('Where it went')}>
          <thead>
            <tr>
              <HeadCell>{t('What')}</HeadCell>
              <HeadCell right>{t('Cost')}</HeadCell>
              <HeadCell>{t('Share')}</HeadCell>
              <HeadCell right>{t('Billed')}</HeadCell>
              <HeadCell right>{t('Pictures')}</HeadCell>
              <HeadCell right>{t('A picture')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {sorted.map(group => (
              <GroupRow key={`${group.key} ${group.cost.currency}`} group={group} grouping={grouping} most={most} />
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}

type RowProps = { readonly group: Group; readonly grouping: Grouping; readonly most: number }

function GroupRow({ group: { key, cost, billedSeconds, images, costPerImage }, grouping, most }: RowProps) {
  const t = useText()
  return (
    <tr className="border-t border-line">
      <th scope="row" className="max-w-72 truncate px-4 py-2 text-left font-normal">
        <GroupName name={key} grouping={grouping} />
      </th>
      <Cell right>{moneyText(cost)}</Cell>
      <Cell>
        <span aria-hidden className="block h-2 w-32 rounded-chip bg-hover">
          <span
            className="block h-full rounded-chip bg-accent"
            style={{ width: `${most > 0 ? (cost.amount / most) * 100 : 0}%` }}
          />
        </span>
      </Cell>
      <Cell right>{durationText(billedSeconds)}</Cell>
      <Cell right>{grouping === 'kind' ? '' : images === null ? t('unknown') : images.toLocaleString('en-GB')}</Cell>
      <Cell right>{grouping === 'kind' || costPerImage === null ? '' : moneyText(costPerImage)}</Cell>
    </tr>
  )
}

function GroupName({ name, grouping }: { readonly name: string; readonly grouping: Grouping }) {
  const t = useText()
  const burst = useStore(state => (grouping === 'burst' ? (state.bursts?.[name] ?? null) : null))
  if (grouping === 'provider') return cloudName(name)
  if (grouping !== 'burst') return t(name)
  if (name === 'adopted') return t('Taken over, of no burst')
  return (
    <Link to={paths.receipt(name)} className="underline hover:text-accent-text">
      {burst === null ? name : burstTitle(burst)}
    </Link>
  )
}
