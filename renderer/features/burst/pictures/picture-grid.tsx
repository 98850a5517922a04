import { Images } from 'lucide-react'
import { useState } from 'react'
import type { BurstSummary } from '../../../../common/bursts/burst-view.ts'
import type { PictureView } from '../../../../common/contract.ts'
import { useText } from '../../../text/translate.ts'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { VirtualGrid } from '../../../ui/virtual-grid.tsx'
import { PictureCell } from './picture-cell.tsx'
import { PictureView as OnePicture } from './picture-view.tsx'
import { usePictures } from './use-pictures.ts'

/** Cells are at least this wide, px. */
const LEAST_WIDTH = 148

/** A burst's pictures, the newest first. */
export function PictureGrid({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const total = burst.images.collected
  const pictureAt = usePictures(burst.id, total)
  const [opened, setOpened] = useState<PictureView | null>(null)
  return (
    <section aria-label={t('Pictures')}>
      {total === 0 && (
        <EmptyState icon={Images} title={t('No pictures yet')}>
          {t('Each appears here as soon as it is at home and verified.')}
        </EmptyState>
      )}
      <VirtualGrid
        label={t('Pictures, the newest first')}
        count={total}
        leastWidth={LEAST_WIDTH}
        // From the other end: one that comes home pushes the others on, and they stay who they are.
        keyOf={place => total - place}
      >
        {place => <PictureCell burstId={burst.id} picture={pictureAt(place)} onOpen={setOpened} />}
      </VirtualGrid>
      {opened && <OnePicture burstId={burst.id} picture={opened} onClose={() => setOpened(null)} />}
    </section>
  )
}
