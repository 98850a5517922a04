import { useState } from 'react'
import type { ProviderView } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { cloudName } from '../../text/cloud-names.ts'
import { LoginForm } from './login-form.tsx'

type Props = { readonly account: ProviderView; readonly onChanged: () => Promise<void> }

/** What ends a machine there when this computer never wakes. */
const ENDS: Readonly<Record<string, string>> = {
  strong: 'A machine there ends itself in time, even if this computer never wakes.',
  medium: 'A machine there tries to end itself in time; its provider may refuse that.',
  weak: 'A machine there can only stop working in time; it may bill on.',
  none: 'Nothing ends a machine there but Burst, or you: keep this computer awake, or look in.',
}

export function AccountCard({ account, onChanged }: Props) {
  const t = useText()
  const { api } = useHost()
  const { provider, configured, ok, rights, error, deadMan } = account
  const [isOpen, setOpen] = useState(false)
  const name = cloudName(provider)
  const forget = useAction(async () => {
    await api.call('providers.logout', { provider })
    await onChanged()
  })
  return (
    <li className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4" aria-label={name}>
      <div className="flex items-center gap-3">
        <h2 className="flex-1 text-heading font-semibold">{name}</h2>
        <State configured={configured} ok={ok} />
      </div>
      {error !== undefined && (
        <p role="alert" className="rounded-card bg-amber-soft px-3 py-2 break-words">
          {error}
        </p>
      )}
      {ok && (
        <p className="line-clamp-3 text-small text-ink-2" title={rights.join('\n')}>
          {t('What the keys do: {{rights}}', { rights: rights.join(', ') })}
        </p>
      )}
      <p className="text-small text-ink-2">{t(ENDS[deadMan] ?? ENDS['none'] ?? '')}</p>
      {isOpen ? (
        <LoginForm
          account={account}
          onDone={async () => {
            setOpen(false)
            await onChanged()
          }}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <div className="mt-auto flex gap-2">
          <Button kind={configured ? 'plain' : 'primary'} onClick={() => setOpen(true)}>
            {configured ? t('Change keys') : t('Set up')}
          </Button>
          {configured && (
            <HoldButton
              label={t('Forget the keys of {{name}}', { name })}
              disabled={forget.busy}
              onHeld={forget.run}
              className="h-8 rounded-control border border-line px-3 font-medium text-ink-2 hover:bg-hover"
            >
              {t('Hold to forget')}
            </HoldButton>
          )}
        </div>
      )}
      {forget.problem && <ProblemNote problem={forget.problem} />}
    </li>
  )
}

function State({ configured, ok }: { readonly configured: boolean; readonly ok: boolean }) {
  const t = useText()
  if (!configured) return <Chip>{t('not set up')}</Chip>
  return ok ? <Chip tone="accent">{t('keys are good')}</Chip> : <Chip tone="amber">{t('keys do not work')}</Chip>
}
