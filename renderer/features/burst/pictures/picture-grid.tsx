import { useVirtualizer } from '@tanstack/react-virtual'
import { Images } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { BurstSummary } from '../../../../common/bursts/burst-view.ts'
import type { PictureView } from '../../../../common/contract.ts'
import { useText } from '../../../text/translate.ts'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { PictureCell } from './picture-cell.tsx'
import { PictureView as OnePicture } from './picture-view.tsx'
import { GAP, useColumns } from '../../../ui/use-columns.ts'
import { usePictures } from './use-pictures.ts'

/** Cells are at least this wide; as many columns as fit are made, px. */
const LEAST_WIDTH = 148

/** A burst's pictures, the newest first. Rows out of sight are not in the document, so 38,000 cost no more than 100. */
export function PictureGrid({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const total = burst.images.collected
  const pictureAt = usePictures(burst.id, total)
  const grid = useRef<HTMLDivElement>(null)
  const { columns, size } = useColumns(grid, LEAST_WIDTH)
  const [opened, setOpened] = useState<PictureView | null>(null)
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => document.getElementById('content'),
    estimateSize: () => size + GAP,
    overscan: 2,
    scrollMargin: grid.current?.offsetTop ?? 0,
  })
  useLayoutEffect(() => rows.measure(), [rows, size])
  return (
    <section aria-label={t('Pictures')}>
      {total === 0 && (
        <EmptyState icon={Images} title={t('No pictures yet')}>
          {t('Each appears here as soon as it is at home and verified.')}
        </EmptyState>
      )}
      <div ref={grid} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(row => (
          <div
            key={row.key}
            className="absolute inset-x-0 flex"
            style={{ gap: GAP, transform: `translateY(${row.start - rows.options.scrollMargin}px)` }}
          >
            {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
              const place = row.index * columns + column
              return (
                <PictureCell
                  key={total - place}
                  burstId={burst.id}
                  picture={pictureAt(place)}
                  size={size}
                  onOpen={setOpened}
                />
              )
            })}
          </div>
        ))}
      </div>
      {opened && <OnePicture burstId={burst.id} picture={opened} onClose={() => setOpened(null)} />}
    </section>
  )
}
