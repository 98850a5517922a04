import { Check, OctagonX } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { roughDurationText } from '../../ui/duration-text.ts'
import { Picture } from '../../ui/picture.tsx'
import { WithReference } from './with-reference.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'

/** States in which something is still to be made. */
const AT_WORK: readonly BurstSummary['state'][] = ['generating', 'collecting', 'setting-up', 'provisioning']

/**
 * The first picture through the whole chain, large, while the others are made or wait for it: a wrong model is seen after one
 * picture. Stopping is one key; saying nothing goes on, unless the burst was told to wait.
 */
export function FirstPicture({ burst }: { readonly burst: BurstSummary }) {
  const { asksForLook = false, images, state, id } = burst
  const [seen, setSeen] = useState(() => sessionStorage.getItem(keyOf(id)) !== null)
  const isOfUse = images.collected > 0 && images.collected < images.requested && AT_WORK.includes(state)
  if (!asksForLook && (seen || !isOfUse)) return null
  return (
    <Look
      burst={burst}
      onSeen={() => {
        sessionStorage.setItem(keyOf(id), 'seen')
        setSeen(true)
      }}
    />
  )
}

const keyOf = (id: string) => `burst.looked.${id}`

function Look({ burst, onSeen }: { readonly burst: BurstSummary; readonly onSeen: () => void }) {
  const t = useText()
  const { api } = useHost()
  const { id, asksForLook = false, finishesIn, failures } = burst
  const isThere = burst.images.collected > 0
  const { value } = useAsked(
    useCallback(
      async () =>
        isThere ? await api.call('pictures.page', { burstId: id, order: 'oldest', offset: 0, limit: 1 }) : null,
      [api, id, isThere],
    ),
  )
  const { run, busy, problem } = useAction(async (wish: 'approve' | 'cancel') => {
    await api.call(`bursts.${wish}`, { id })
    onSeen()
  })
  useStopKey(() => run('cancel'))
  const [first] = value?.pictures ?? []
  return (
    <section
      aria-label={t('The first picture')}
      className="flex flex-wrap items-start gap-5 rounded-card border border-line bg-surface p-4"
    >
      {first && (
        <WithReference burstId={id} prompt={first.prompt}>
          <Picture
            address={{ burstId: id, item: first.item, size: 'full' }}
            alt={first.prompt}
            className="max-h-80 max-w-full rounded-control"
          />
        </WithReference>
      )}
      <div className="flex min-w-60 flex-1 flex-col gap-3">
        <h2 className="text-heading font-semibold">
          {first || !asksForLook ? t('Does the first picture look right?') : t('The first picture could not be made')}
        </h2>
        {first && <p className="line-clamp-5 text-ink-2">{first.prompt}</p>}
        {!first && failures[0] && <p className="text-danger-text">{failures[0].message}</p>}
        <p className="text-small text-ink-2" role="status">
          {asksForLook
            ? t('Nothing else is made until you say so. Without an answer the burst finishes in {{time}}.', {
                time: roughDurationText(finishesIn ?? 0),
              })
            : t('The others are being made meanwhile.')}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" disabled={busy} onClick={() => (asksForLook ? run('approve') : onSeen())}>
            <Check size={15} aria-hidden />
            {asksForLook ? t('Make the rest') : t('It looks right')}
          </Button>
          <Button disabled={busy} onClick={() => run('cancel')} aria-keyshortcuts="S">
            <OctagonX size={15} aria-hidden />
            {t('Stop everything (S)')}
          </Button>
        </div>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </section>
  )
}

/** S, while nobody types and no dialog is open. */
function useStopKey(stop: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.key.toLowerCase() !== 's' || event.ctrlKey || event.metaKey || event.altKey) return
      if (document.querySelector('dialog[open]') || isTyping(event.target)) return
      event.preventDefault()
      stop()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [stop])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null
}
