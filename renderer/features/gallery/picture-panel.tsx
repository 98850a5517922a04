import { Columns2, Maximize2, Star, X } from 'lucide-react'
import { Link } from 'react-router'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { GalleryPicture, PictureMark } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { burstTitle } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText, type Translate } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { Picture } from '../../ui/picture.tsx'
import { clockText } from '../../ui/relative-time.ts'
import { sizeText } from '../../ui/size-text.ts'
import { valueText } from '../../ui/value-text.ts'

type Props = {
  readonly picture: GalleryPicture
  readonly isCompared: boolean
  readonly onMark: (mark: PictureMark | null) => void
  readonly onCompare: () => void
  readonly onOpen: () => void
}

/** The picture that is looked at, with everything that is known of it and what can be done. */
export function PicturePanel({ picture, isCompared, onMark, onCompare, onOpen }: Props) {
  const t = useText()
  const burst = useStore(state => state.bursts?.[picture.burstId])
  const { burstId, item, mark, prompt, negativePrompt } = picture
  return (
    <aside
      aria-label={t('Picture')}
      className="sticky top-0 flex max-h-[calc(100vh-96px)] flex-col gap-4 overflow-y-auto rounded-card border border-line bg-surface p-4"
    >
      <button type="button" onClick={onOpen} aria-label={t('Open in full size')} className="rounded-control bg-sunken">
        <Picture
          address={{ burstId, item, size: 'full' }}
          alt={prompt}
          className="max-h-72 w-full rounded-control object-contain"
        />
      </button>
      <div className="grid grid-cols-2 gap-2">
        <Button
          aria-pressed={mark === 'star'}
          aria-keyshortcuts="S"
          onClick={() => onMark(mark === 'star' ? null : 'star')}
        >
          <Star size={14} fill={mark === 'star' ? 'currentColor' : 'none'} aria-hidden />
          {mark === 'star' ? t('Starred') : t('Star')}
          <Key>S</Key>
        </Button>
        <Button
          aria-pressed={mark === 'reject'}
          aria-keyshortcuts="X"
          onClick={() => onMark(mark === 'reject' ? null : 'reject')}
        >
          <X size={14} aria-hidden />
          {mark === 'reject' ? t('Rejected') : t('Reject')}
          <Key>X</Key>
        </Button>
        <Button aria-pressed={isCompared} aria-keyshortcuts="C" onClick={onCompare}>
          <Columns2 size={14} aria-hidden />
          {t('Compare')}
          <Key>C</Key>
        </Button>
        <Button aria-keyshortcuts="Enter" onClick={onOpen}>
          <Maximize2 size={14} aria-hidden />
          {t('Open')}
          <Key>⏎</Key>
        </Button>
      </div>
      <p className="break-words whitespace-pre-wrap">{prompt}</p>
      {negativePrompt !== '' && (
        <p className="break-words text-ink-2">
          {t('Without')}: {negativePrompt}
        </p>
      )}
      <Facts picture={picture} burst={burst} />
      {burst && <Folder burst={burst} />}
    </aside>
  )
}

function Key({ children }: { readonly children: string }) {
  return (
    <kbd aria-hidden className="ml-auto rounded-[4px] border border-line px-1 font-mono text-label text-ink-3">
      {children}
    </kbd>
  )
}

function Facts({ picture, burst }: { readonly picture: GalleryPicture; readonly burst: BurstSummary | undefined }) {
  const t = useText()
  return (
    <dl className="flex flex-col gap-2">
      {factsOf(picture, burst, t).map(([name, value]) => (
        <div key={name}>
          <dt className="text-label font-medium tracking-wide text-ink-3 uppercase">{name}</dt>
          <dd className="font-mono text-small break-all">{value}</dd>
        </div>
      ))}
      {burst && (
        <div>
          <dt className="text-label font-medium tracking-wide text-ink-3 uppercase">{t('Session')}</dt>
          <dd>
            <Link to={paths.burst(burst.id)} className="text-accent-text hover:underline">
              {burstTitle(burst)}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  )
}

/** Names and values, in the order in which people ask for them. */
export function factsOf(
  picture: GalleryPicture,
  burst: BurstSummary | undefined,
  t: Translate,
): [name: string, value: string][] {
  const lane = burst?.lanes[picture.lane]
  return [
    [t('Seed'), String(picture.seed)],
    ...Object.entries(picture.variations).map(([name, value]): [string, string] => [name, valueText(value)]),
    ...(burst && burst.images.collected > 0
      ? [[t('Its share of the cost'), shareText(burst)] satisfies [string, string]]
      : []),
    ...(lane
      ? [[t('Made on'), `${cloudName(lane.provider)}, ${lane.instanceId ?? ''}`] satisfies [string, string]]
      : []),
    [t('File'), picture.file],
    [t('Size'), sizeText(picture.bytes)],
    [t('At home since'), clockText(picture.at)],
    ['SHA-256', picture.sha256],
  ]
}

function shareText({ cost, images }: BurstSummary): string {
  return moneyText({ ...cost, amount: cost.amount / images.collected })
}

/** The system's file manager where the host has one; else the folder to copy. */
function Folder({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const host = useHost()
  return host.capabilities.revealFolder ? (
    <Button onClick={() => void host.revealFolder(burst.out)}>{t('Open folder')}</Button>
  ) : (
    <Button onClick={() => void navigator.clipboard.writeText(burst.out)}>{t('Copy the folder’s path')}</Button>
  )
}
