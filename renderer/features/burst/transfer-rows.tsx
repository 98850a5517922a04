import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { secondsToGo, sumOf, type Transfer } from '../../../common/transfers/transfer.ts'
import { useShallow } from 'zustand/react/shallow'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { sizeText } from '../../ui/size-text.ts'

/** Fewer pictures than these are home before anybody has read of them. */
const FEW = 4

/** What is on its way for this burst: each model by itself, its pictures together. */
export function TransferRows({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const moving = useStore(useShallow(state => state.transfers.filter(({ burstId }) => burstId === burst.id)))
  const models = moving.filter(({ kind }) => kind === 'model')
  const pictures = sumOf(moving.filter(({ kind }) => kind === 'pictures'))
  const waiting = pictures === null ? 0 : pictures.files - pictures.filesDone
  if (models.length === 0 && waiting < FEW) return null
  return (
    <section
      aria-label={t('On the way')}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
    >
      {models.map(transfer => (
        <Row
          key={`${transfer.lane} ${transfer.name}`}
          what={`${t(WAYS[transfer.way])} ${transfer.name}`}
          {...transfer}
        />
      ))}
      {pictures !== null && waiting >= FEW && (
        <Row what={t('{{count}} pictures are on their way home', { count: waiting })} {...pictures} />
      )}
      {models.some(({ way }) => way === 'up') && (
        <p className="text-small text-ink-3">{t('A model with a source does not take your line: see Models.')}</p>
      )}
    </section>
  )
}

const WAYS: Readonly<Record<Transfer['way'], string>> = {
  up: 'Sending',
  down: 'Fetching',
  fetch: 'The instance fetches',
  check: 'Checking',
}

type Moved = Pick<Transfer, 'bytes' | 'bytesDone' | 'bytesPerSecond'>

function Row({ what, bytes, bytesDone, bytesPerSecond }: Moved & { readonly what: string }) {
  const t = useText()
  const left = secondsToGo({ bytes, bytesDone, bytesPerSecond })
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex gap-4">
        <span className="min-w-0 flex-1 truncate font-medium">{what}</span>
        <span className="shrink-0 text-ink-2 tabular-nums">
          {t('{{done}} of {{all}}', { done: sizeText(bytesDone), all: sizeText(bytes) })}
          {bytesPerSecond !== null && ` · ${sizeText(bytesPerSecond)}/s`}
          {left !== null && ` · ${durationText(left)}`}
        </span>
      </p>
      <ProgressBar label={what} fraction={bytes === 0 ? null : bytesDone / bytes} />
    </div>
  )
}
