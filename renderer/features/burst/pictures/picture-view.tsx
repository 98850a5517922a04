import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { PictureView as Shown } from '../../../../common/contract.ts'
import { useText } from '../../../text/translate.ts'
import { Button } from '../../../ui/button.tsx'
import { Picture } from '../../../ui/picture.tsx'
import { clockText } from '../../../ui/relative-time.ts'
import { sizeText } from '../../../ui/size-text.ts'
import { valueText } from '../../../ui/value-text.ts'

type Props = { readonly burstId: string; readonly picture: Shown; readonly onClose: () => void }

/** One picture in full size with everything that is known of it. */
export function PictureView({ burstId, picture, onClose }: Props) {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const facts: [string, string][] = [
    [t('Seed'), String(picture.seed)],
    ...Object.entries(picture.variations).map(([name, value]): [string, string] => [name, valueText(value)]),
    [t('File'), picture.file],
    [t('Size'), sizeText(picture.bytes)],
    [t('At home since'), clockText(picture.at)],
    ['SHA-256', picture.sha256],
  ]
  return (
    <dialog
      ref={dialog}
      aria-label={picture.file}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
      className="m-auto h-[86vh] w-[min(1200px,94vw)] overflow-hidden rounded-card border border-line bg-surface text-ink shadow-popover backdrop:bg-shade/60"
    >
      <div className="flex h-full flex-col min-[900px]:flex-row">
        <div className="grid min-h-0 flex-1 place-items-center bg-sunken p-3">
          <Picture
            address={{ burstId, item: picture.item, size: 'full' }}
            alt={picture.prompt}
            className="max-h-full max-w-full object-contain"
          />
        </div>
        <aside className="flex w-full flex-col gap-4 overflow-y-auto p-4 min-[900px]:w-80">
          <div className="flex items-start gap-2">
            <h2 className="flex-1 truncate text-heading font-semibold">{picture.promptId}</h2>
            <Button kind="quiet" aria-label={t('Close')} onClick={() => dialog.current?.close()}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          <p className="break-words whitespace-pre-wrap">{picture.prompt}</p>
          {picture.negativePrompt !== '' && (
            <p className="break-words text-ink-2">
              {t('Without')}: {picture.negativePrompt}
            </p>
          )}
          <dl className="flex flex-col gap-2">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt className="text-label font-medium tracking-wide text-ink-3 uppercase">{name}</dt>
                <dd className="font-mono text-small break-all">{value}</dd>
              </div>
            ))}
          </dl>
        </aside>
      </div>
    </dialog>
  )
}
