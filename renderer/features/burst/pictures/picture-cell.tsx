import type { PictureView } from '../../../../common/contract.ts'
import { useText } from '../../../text/translate.ts'
import { Picture } from '../../../ui/picture.tsx'

type Props = {
  readonly burstId: string
  /** Undefined while it is not known. */
  readonly picture: PictureView | undefined
  readonly onOpen: (picture: PictureView) => void
}

export function PictureCell({ burstId, picture, onOpen }: Props) {
  const t = useText()
  if (!picture) return <div aria-hidden className="size-full rounded-control bg-hover" />
  return (
    <button
      type="button"
      onClick={() => onOpen(picture)}
      aria-label={t('Open {{file}}', { file: picture.file })}
      className="group relative size-full overflow-hidden rounded-control bg-hover"
    >
      <Picture
        address={{ burstId, item: picture.item, size: 'thumb' }}
        alt={picture.prompt}
        className="size-full object-cover"
      />
      <span className="absolute inset-x-0 bottom-0 line-clamp-4 bg-shade/75 p-2 text-left text-label text-on-shade opacity-0 transition-opacity duration-[120ms] group-hover:opacity-100 group-focus-visible:opacity-100">
        {picture.prompt}
        <span className="block font-mono text-on-shade/80">{t('seed {{seed}}', { seed: picture.seed })}</span>
      </span>
    </button>
  )
}
