import { HardDrive } from 'lucide-react'
import { useCallback } from 'react'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { sizeText } from '../../ui/size-text.ts'

type Props = { readonly template: string; readonly onMade: () => void }

/** A disk that would keep this template's models, where the sum of a month gains; nothing where none does. */
export function VolumeProposal({ template, onMade }: Props) {
  const t = useText()
  const { api } = useHost()
  const { value, again } = useAsked(
    useCallback(
      async () => await api.call('volumes.propose', { source: { from: 'template', template, options: {} } }),
      [api, template],
    ),
  )
  const [best] = value?.proposals ?? []
  const { run, busy, problem } = useAction(async () => {
    if (!best) return
    const { provider, region, bytes } = best
    await api.call('volumes.create', { provider, region, bytes })
    await again()
    onMade()
  })
  if (!best || !value) return null
  const { provider, region, bytes, pricePerMonth, saved, gain } = best
  return (
    <section
      aria-label={t('A model volume would pay')}
      className="flex flex-wrap items-center gap-4 rounded-card border border-line bg-surface px-4 py-3"
    >
      <HardDrive size={18} className="text-ink-2" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {t('A disk for models of {{size}} in {{where}} spares {{saved}} a burst.', {
            size: sizeText(bytes),
            where: `${cloudName(provider)} ${region}`,
            saved: moneyText(saved),
          })}
        </p>
        <p className="text-small text-ink-2">
          {t('At {{bursts}} bursts a month, as in the last 30 days, you keep {{gain}} after its rent.', {
            bursts: value.bursts,
            gain: moneyText(gain),
          })}
        </p>
        {problem && <ProblemNote problem={problem} />}
      </div>
      <Button onClick={() => run()} disabled={busy}>
        {t('Make it for {{cost}} a month', { cost: moneyText(pricePerMonth) })}
      </Button>
    </section>
  )
}
