import { OctagonX } from 'lucide-react'
import { Tooltip } from 'radix-ui'
import { endingInstances } from '../../state/bursts-slice.ts'
import { billingInstances, isSafetyKnown } from '../../state/safety-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { HoldButton } from '../../ui/hold-button.tsx'
import { hourlyText } from '../../ui/money-text.ts'
import { useKillAll } from './use-kill-all.ts'

/** Grey while nothing runs, red with a count when something does or when nobody knows. */
export function KillButton() {
  const t = useText()
  const killAll = useKillAll()
  const safety = useStore(state => state.safety)
  const ending = useStore(state => state.killing.kind === 'ending')
  const instances = billingInstances(safety)
  const rates = (safety?.pricesPerHour ?? []).map(hourlyText).join(' + ')
  const missing = safety?.picturesNotHome ?? 0
  const known = isSafetyKnown(safety)
  const leaving = useStore(state => endingInstances(state.bursts).length)
  const quiet = instances.length === 0 && leaving === 0 && known
  const what = [
    instances.length > 0 && t('{{count}} instances', { count: instances.length }),
    rates,
    instances.length > 0 && t('{{count}} pictures not home yet', { count: missing }),
    leaving > 0 && t('{{count}} ending, may still be billing', { count: leaving }),
    !known && t('more may run: not everybody answered'),
    quiet && t('nothing runs'),
  ]
    .filter(Boolean)
    .join(', ')
  return (
    <Tooltip.Provider delayDuration={200}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>
          <span className="flex">
            <HoldButton
              label={ending ? t('Ending') : `${t('Kill all')} ${what}. ${t('Hold for one second.')}`}
              disabled={ending}
              onHeld={killAll}
              className={classNames(
                'h-8 rounded-control px-3 text-body font-semibold tracking-wide',
                quiet
                  ? 'border border-line-strong text-ink-2 hover:bg-hover'
                  : 'bg-danger text-on-danger hover:brightness-110',
                ending && 'opacity-60',
              )}
            >
              <OctagonX size={15} aria-hidden />
              {ending ? t('ENDING') : t('KILL ALL')}{' '}
              {instances.length > 0 && !ending && <span>{instances.length}</span>}
            </HoldButton>
          </span>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content
            side="bottom"
            align="end"
            sideOffset={6}
            collisionPadding={12}
            className="z-40 max-w-xs rounded-card border border-line bg-surface p-3 text-small shadow-popover"
          >
            <p className="font-medium">{quiet ? t('Nothing runs.') : t('Hold for one second to end everything.')}</p>
            {!quiet && <p className="text-ink-2">{what}</p>}
            {instances.map(({ id, name, provider }) => (
              <p key={id} className="truncate font-mono text-label text-ink-2">
                {provider} {name}
              </p>
            ))}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}
