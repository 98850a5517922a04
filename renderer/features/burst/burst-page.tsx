import { SearchX } from 'lucide-react'
import { useParams } from 'react-router'
import { burstTitle } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { BurstActions } from './burst-actions.tsx'
import { BurstFigures } from './burst-figures.tsx'
import { BurstLog } from './burst-log.tsx'
import { BurstTimeline } from './burst-timeline.tsx'
import { FailureList } from './failure-list.tsx'
import { FirstPicture } from './first-picture.tsx'
import { OutlookNote } from './outlook-note.tsx'
import { LaneRows } from './lane-rows.tsx'
import { TransferRows } from './transfer-rows.tsx'
import { PictureGrid } from './pictures/picture-grid.tsx'

export function BurstPage() {
  const t = useText()
  const { id = '' } = useParams()
  const burst = useStore(state => state.bursts?.[id])
  const known = useStore(state => state.bursts !== null)
  if (!burst && !known)
    return (
      <Page title={id}>
        <Skeleton className="h-36" />
        <Skeleton className="h-28" />
      </Page>
    )
  if (!burst)
    return (
      <Page title={t('Burst {{id}}', { id })}>
        <EmptyState icon={SearchX} title={t('There is no such burst')}>
          {t('It may belong to another home folder of Burst.')}
        </EmptyState>
      </Page>
    )
  return (
    <Page title={burstTitle(burst)} actions={<BurstActions burst={burst} />}>
      <BurstFigures burst={burst} />
      <FirstPicture key={burst.id} burst={burst} />
      <OutlookNote burst={burst} />
      <BurstTimeline burst={burst} />
      <TransferRows burst={burst} />
      <LaneRows burst={burst} />
      <FailureList burst={burst} />
      <PictureGrid burst={burst} />
      <BurstLog burst={burst} />
    </Page>
  )
}
