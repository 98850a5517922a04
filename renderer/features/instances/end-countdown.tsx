import type { InstanceView } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'

/** The instant at which the instance ends even if this computer never wakes, as a bar that shrinks towards it. */
export function EndCountdown({ instance }: { readonly instance: InstanceView }) {
  const t = useText()
  const { endBy, createdAt, uptimeSeconds, deadMan } = instance
  if (endBy === null) return <span className="text-amber-text">{t('never by itself')}</span>
  // Both instants and the age are on the provider's own clock, which need not be this computer's.
  const age = uptimeSeconds ?? 0
  const life = (Date.parse(endBy) - Date.parse(createdAt)) / 1000
  const left = Math.max(0, life - age)
  return (
    <span className="flex w-32 flex-col gap-1" title={t('Enforced there: {{strength}}', { strength: deadMan })}>
      <span className="whitespace-nowrap">{t('in {{time}}', { time: durationText(left) })}</span>
      <span aria-hidden className="h-1 overflow-hidden rounded-chip bg-hover">
        <span
          className="block h-full origin-left rounded-chip bg-accent"
          style={{ transform: `scaleX(${life > 0 ? Math.min(1, left / life) : 0})` }}
        />
      </span>
    </span>
  )
}
