import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { GalleryPicture } from '../../../common/contract.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Picture } from '../../ui/picture.tsx'
import { factsOf } from './picture-panel.tsx'

type Props = { readonly pictures: readonly GalleryPicture[]; readonly onClose: () => void }

/** One picture in full size, or two beside each other with what differs made plain. */
export function CompareView({ pictures, onClose }: Props) {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const bursts = useStore(state => state.bursts)
  const facts = pictures.map(picture => factsOf(picture, bursts?.[picture.burstId], t))
  const differs = (name: string, value: string) =>
    facts.some(other => (other.find(([one]) => one === name)?.[1] ?? '') !== value)
  return (
    <dialog
      ref={dialog}
      aria-label={pictures.map(({ file }) => file).join(', ')}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
      className="m-auto h-[94vh] w-[96vw] overflow-hidden rounded-card border border-line bg-surface text-ink shadow-popover backdrop:bg-shade/70"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center justify-end p-2">
          <Button kind="quiet" aria-label={t('Close')} onClick={() => dialog.current?.close()}>
            <X size={16} aria-hidden />
          </Button>
        </div>
        <div className="grid min-h-0 flex-1 auto-cols-fr grid-flow-col gap-3 px-3 pb-3">
          {pictures.map((picture, at) => (
            <figure key={picture.seq} className="flex min-h-0 flex-col gap-2">
              <div className="relative min-h-0 flex-1 rounded-control bg-sunken">
                <Picture
                  address={{ burstId: picture.burstId, item: picture.item, size: 'full' }}
                  alt={picture.prompt}
                  className="absolute inset-0 size-full object-contain"
                />
              </div>
              <figcaption className="flex max-h-40 flex-col gap-1 overflow-y-auto">
                <p className="break-words">{picture.prompt}</p>
                <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small">
                  {facts[at]
                    ?.filter(([name]) => name !== 'SHA-256')
                    .map(([name, value]) => (
                      <li
                        key={name}
                        className={classNames(
                          pictures.length > 1 && differs(name, value) ? 'font-semibold text-ink' : 'text-ink-2',
                        )}
                      >
                        {name}: {value}
                      </li>
                    ))}
                </ul>
              </figcaption>
            </figure>
          ))}
        </div>
      </div>
    </dialog>
  )
}
