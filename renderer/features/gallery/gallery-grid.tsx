import { Star, X } from 'lucide-react'
import { memo } from 'react'
import type { GalleryPicture } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { Picture } from '../../ui/picture.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'

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

export function GalleryGrid({ total, pictureAt, size, place, onPlace, onOpen, onColumns }: Props) {
  const t = useText()
  return (
    <VirtualGrid label={t('Pictures')} count={total} leastWidth={size} place={place} onColumns={onColumns}>
      {here => (
        <GalleryCell
          place={here}
          picture={pictureAt(here)}
          isLookedAt={here === place}
          onPlace={onPlace}
          onOpen={onOpen}
        />
      )}
    </VirtualGrid>
  )
}

type CellProps = Pick<Props, 'onPlace' | 'onOpen'> & {
  readonly place: number
  readonly picture: GalleryPicture | undefined
  readonly isLookedAt: boolean
}

const GalleryCell = memo(function GalleryCell({ place, picture, isLookedAt, onPlace, onOpen }: CellProps) {
  const t = useText()
  if (!picture) return <div aria-hidden className="size-full rounded-control bg-hover" />
  const { burstId, item, file, prompt, mark } = picture
  return (
    <button
      type="button"
      aria-label={[file, mark === 'star' ? t('starred') : null, mark === 'reject' ? t('rejected') : null]
        .filter(part => part !== null)
        .join(', ')}
      aria-pressed={isLookedAt}
      data-picture
      onClick={() => onPlace(place)}
      // Whoever comes to it by Tab looks at it, as by a click.
      onKeyUp={({ key }) => key === 'Tab' && onPlace(place)}
      onDoubleClick={() => onOpen(place)}
      className={classNames(
        'relative size-full overflow-hidden rounded-control bg-hover',
        isLookedAt ? 'outline-3 -outline-offset-3 outline-accent' : '',
      )}
    >
      <Picture
        address={{ burstId, item, size: 'thumb' }}
        alt={prompt}
        className={classNames('size-full object-cover', mark === 'reject' ? 'opacity-35 grayscale' : '')}
      />
      {mark !== null && (
        <span className="absolute top-1.5 right-1.5 grid size-5 place-items-center rounded-chip bg-shade/75 text-on-shade">
          {mark === 'star' ? <Star size={12} fill="currentColor" aria-hidden /> : <X size={12} aria-hidden />}
        </span>
      )}
    </button>
  )
})
