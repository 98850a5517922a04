import type { PictureView } from '../../../../common/contract.ts'
import { useText } from '../../../text/translate.ts'
import { Picture } from '../../../ui/picture.tsx'

type Props = {
  readonly burstId: string
  /** Undefined while it is not known. */
  readonly picture: PictureView | undefined
  readonly size: number
  readonly onOpen: (picture: PictureView) => void
}

export function PictureCell({ burstId, picture, size, onOpen }: Props) {
  const t = useText()
  const style = { width: size, height: size }
  if (!picture) return <div aria-hidden className="shrink-0 rounded-control bg-hover" style={style} />
  return (
    <button
      type="button"
      onClick={() => onOpen(picture)}
      aria-label={t('Open {{file}}', { file: picture.file })}
      className="group relative shrink-0 overflow-hidden rounded-control bg-hover"
      style={style}
    >
      <Picture
        address={{ burstId, item: picture.item, size: 'thumb' }}
        alt={picture.prompt}
        className="size-full object-cover"
      />
      <span className="absolute inset-x-0 bottom-0 line-clamp-4 bg-black/70 p-2 text-left text-label text-white opacity-0 transition-opacity duration-[120ms] group-hover:opacity-100 group-focus-visible:opacity-100">
        {picture.prompt}
        <span className="block font-mono text-white/80">{t('seed {{seed}}', { seed: picture.seed })}</span>
      </span>
    </button>
  )
}
