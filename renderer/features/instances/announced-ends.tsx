import type { Announcement } from '../../../common/watchdog/news.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useStore } from '../../state/store.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { clockText, useNow } from '../../ui/relative-time.ts'

const NONE: readonly Announcement[] = []

/** Ends that a rule will bring unless somebody stops them, on every screen. */
export function AnnouncedEnds() {
  const announced = useStore(state => state.safety?.announced ?? NONE)
  return announced.map(one => <AnnouncedEnd key={`${one.provider} ${one.instanceId} ${one.rule}`} announced={one} />)
}

const KEPT_SECONDS = 3600

function AnnouncedEnd({ announced }: { readonly announced: Announcement }) {
  const t = useText()
  const { api } = useHost()
  const now = useNow(1000)
  const { provider, instanceId, message, endsAt, keptUntil } = announced
  const { run, busy, problem } = useAction(
    async () => await api.call('watchdog.keep', { instanceId, seconds: KEPT_SECONDS }),
  )
  const left = Math.max(0, (Date.parse(endsAt) - now) / 1000)
  const isKept = keptUntil !== null && Date.parse(keptUntil) > now
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 bg-amber-soft px-6 py-2">
      <p className="min-w-0 flex-1 break-words">
        <span className="font-medium">
          {isKept
            ? t('{{id}} at {{provider}} is kept until {{time}}.', {
                id: instanceId,
                provider: cloudName(provider),
                time: clockText(keptUntil),
              })
            : t('{{id}} at {{provider}} is ended in {{time}}.', {
                id: instanceId,
                provider: cloudName(provider),
                time: durationText(left),
              })}
        </span>{' '}
        <span className="inline-block text-ink-2 first-letter:uppercase">{message}.</span>
      </p>
      {!isKept && (
        <Button disabled={busy} onClick={() => run()}>
          {t('Keep it for an hour')}
        </Button>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  )
}
