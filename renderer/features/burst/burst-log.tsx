import { useState } from 'react'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { useText } from '../../text/translate.ts'
import { clockText } from '../../ui/relative-time.ts'
import { eventText } from './event-text.ts'
import { useEvents } from './use-events.ts'

/** What happened, newest first; read only while it is open. */
export function BurstLog({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  return (
    <details
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className="rounded-card border border-line bg-surface"
    >
      <summary className="px-4 py-2 font-medium">{t('Log')}</summary>
      {open && <Lines burstId={burst.id} />}
    </details>
  )
}

function Lines({ burstId }: { readonly burstId: string }) {
  const t = useText()
  const events = useEvents(burstId)
  return (
    <ol
      aria-label={t('Log')}
      tabIndex={0}
      className="flex max-h-80 flex-col overflow-y-auto border-t border-line px-4 py-2 font-mono text-small"
    >
      {events.map(({ seq, at, event }) => (
        <li key={seq} className="flex gap-4">
          <time className="text-ink-3">{clockText(new Date(at).toISOString())}</time>
          <span className="min-w-0 flex-1 break-words">{eventText(event)}</span>
        </li>
      ))}
    </ol>
  )
}
