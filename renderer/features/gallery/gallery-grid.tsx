import { useVirtualizer } from '@tanstack/react-virtual'
import { Star, X } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef } from 'react'
import type { GalleryPicture } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { Picture } from '../../ui/picture.tsx'
import { GAP, useColumns } from '../../ui/use-columns.ts'

type Props = {
  readonly total: number
  readonly pictureAt: (place: number) => GalleryPicture | undefined
  readonly size: number
  /** The place that is looked at; null for none. */
  readonly place: number | null
  readonly onPlace: (place: number) => void
  readonly onOpen: (place: number) => void
  /** Told how many stand in a row: up and down go by it. */
  readonly onColumns: (columns: number) => void
}

/** A uniform grid; rows out of sight are not in the document, so 38,000 cost no more than 100. */
export function GalleryGrid({ total, pictureAt, size: least, place, onPlace, onOpen, onColumns }: Props) {
  const t = useText()
  const grid = useRef<HTMLDivElement>(null)
  const { columns, size } = useColumns(grid, least)
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => document.getElementById('content'),
    estimateSize: () => size + GAP,
    overscan: 2,
    scrollMargin: grid.current?.offsetTop ?? 0,
  })
  useLayoutEffect(() => rows.measure(), [rows, size])
  useEffect(() => onColumns(columns), [columns, onColumns])
  useEffect(() => {
    if (place !== null) rows.scrollToIndex(Math.floor(place / columns), { align: 'auto' })
  }, [rows, place, columns])
  return (
    <div
      ref={grid}
      role="group"
      aria-label={t('Pictures')}
      className="relative"
      style={{ height: rows.getTotalSize() }}
    >
      {rows.getVirtualItems().map(row => (
        <div
          key={row.key}
          className="absolute inset-x-0 flex"
          style={{ gap: GAP, transform: `translateY(${row.start - rows.options.scrollMargin}px)` }}
        >
          {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
            const here = row.index * columns + column
            return (
              <GalleryCell
                key={here}
                place={here}
                picture={pictureAt(here)}
                size={size}
                isLookedAt={here === place}
                onPlace={onPlace}
                onOpen={onOpen}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

type CellProps = Pick<Props, 'onPlace' | 'onOpen'> & {
  readonly place: number
  readonly picture: GalleryPicture | undefined
  readonly size: number
  readonly isLookedAt: boolean
}

const GalleryCell = memo(function GalleryCell({ place, picture, size, isLookedAt, onPlace, onOpen }: CellProps) {
  const t = useText()
  const style = { width: size, height: size }
  if (!picture) return <div aria-hidden className="shrink-0 rounded-control bg-hover" style={style} />
  const { burstId, item, file, prompt, mark } = picture
  return (
    <button
      type="button"
      aria-label={[file, mark === 'star' ? t('starred') : null, mark === 'reject' ? t('rejected') : null]
        .filter(part => part !== null)
        .join(', ')}
      aria-pressed={isLookedAt}
      onClick={() => onPlace(place)}
      onDoubleClick={() => onOpen(place)}
      className={classNames(
        'relative shrink-0 overflow-hidden rounded-control bg-hover',
        isLookedAt ? 'outline-3 -outline-offset-3 outline-accent' : '',
      )}
      style={style}
    >
      <Picture
        address={{ burstId, item, size: 'thumb' }}
        alt={prompt}
        className={classNames('size-full object-cover', mark === 'reject' ? 'opacity-35 grayscale' : '')}
      />
      {mark !== null && (
        <span className="absolute top-1.5 right-1.5 grid size-5 place-items-center rounded-chip bg-black/65 text-white">
          {mark === 'star' ? <Star size={12} fill="currentColor" aria-hidden /> : <X size={12} aria-hidden />}
        </span>
      )}
    </button>
  )
})
