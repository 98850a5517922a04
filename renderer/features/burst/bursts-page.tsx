import { Play } from 'lucide-react'
import { Link } from 'react-router'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { paths } from '../../app/paths.ts'
import { burstList, burstTitle, isUnderWay, mayBeBilling } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Money } from '../../ui/money.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { dateText } from '../../ui/relative-time.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'

export function BurstsPage() {
  const t = useText()
  const bursts = useStore(state => state.bursts)
  return (
    <Page title={t('Bursts')}>
      {bursts === null ? <Skeleton className="h-40" /> : <BurstTable bursts={burstList(bursts)} />}
    </Page>
  )
}

function BurstTable({ bursts }: { readonly bursts: readonly BurstSummary[] }) {
  const t = useText()
  if (bursts.length === 0)
    return (
      <EmptyState
        icon={Play}
        title={t('No bursts yet')}
        action={
          <Link to={paths.home} className={buttonLook('primary')}>
            {t('Make the first pictures')}
          </Link>
        }
      >
        {t('A burst is one job on rented machines, from the first paid second to the proof that they are gone.')}
      </EmptyState>
    )
  return (
    <Table label={t('Bursts')}>
      <thead>
        <tr>
          <HeadCell>{t('Burst')}</HeadCell>
          <HeadCell>{t('State')}</HeadCell>
          <HeadCell>{t('Pictures')}</HeadCell>
          <HeadCell right>{t('Time')}</HeadCell>
          <HeadCell right>{t('Cost')}</HeadCell>
          <HeadCell right>{t('Begun')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {bursts.map(burst => (
          <BurstRow key={burst.id} burst={burst} />
        ))}
      </tbody>
    </Table>
  )
}

function BurstRow({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const { collected, requested } = burst.images
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className="max-w-72 truncate px-4 text-left font-medium">
        <Link to={paths.burst(burst.id)} className="hover:text-accent-text">
          {burstTitle(burst)}
        </Link>
      </th>
      <Cell>
        <StateChip burst={burst} />
      </Cell>
      <Cell>
        <span className="flex items-center gap-3">
          <span className="w-24 whitespace-nowrap">
            {collected} / {requested}
          </span>
          <span className="w-32">
            <ProgressBar
              label={t('Pictures of {{name}} at home', { name: burst.name })}
              fraction={collected / requested}
            />
          </span>
        </span>
      </Cell>
      <Cell right>{durationText(burst.seconds.total)}</Cell>
      <Cell right>
        <Money value={burst.cost} />
      </Cell>
      <Cell right>
        <time dateTime={burst.createdAt}>{dateText(burst.createdAt)}</time>
      </Cell>
    </tr>
  )
}

function StateChip({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  if (burst.endedAt !== null && mayBeBilling(burst)) return <Chip tone="danger">{t('may still be billing')}</Chip>
  const amber = ['incomplete', 'failed', 'killed'].includes(burst.state)
  return <Chip tone={isUnderWay(burst) ? 'accent' : amber ? 'amber' : 'neutral'}>{t(burst.state)}</Chip>
}
