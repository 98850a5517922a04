import { useState, type FormEvent } from 'react'
import type { ProviderView } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { CLOUDS } from '../../text/cloud-names.ts'

type Props = { readonly account: ProviderView; readonly onDone: () => Promise<void>; readonly onCancel: () => void }

/** What is typed here goes to the engine once, and is forgotten by the page. */
export function LoginForm({ account, onDone, onCancel }: Props) {
  const t = useText()
  const { api } = useHost()
  const { provider } = account
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({})
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''))
  const { run, busy, problem } = useAction(async () => {
    await api.call('providers.login', { provider, fields: given })
    setFields({})
    await onDone()
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3" autoComplete="off">
      <p className="text-small text-ink-2">
        {t('Keys are made at')} <span className="font-mono break-all select-all">{CLOUDS[provider]?.keysAt}</span>
      </p>
      {account.fields.map(({ field, variable, about, isSecret }) => (
        <label key={field} className="flex flex-col gap-1">
          <span className="flex items-baseline gap-2">
            <span className="font-medium">{about}</span>
            <span className="font-mono text-small text-ink-2">{variable}</span>
          </span>
          <input
            type={isSecret ? 'password' : 'text'}
            value={fields[field] ?? ''}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setFields(before => ({ ...before, [field]: target.value }))}
            className="h-8 rounded-control border border-line-strong bg-paper px-2 font-mono text-small"
          />
        </label>
      ))}
      <span className="flex gap-2">
        <Button type="submit" kind="primary" disabled={busy || Object.keys(given).length === 0}>
          {busy ? t('Asking …') : t('Keep and test')}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </span>
      {problem && <ProblemNote problem={problem} />}
    </form>
  )
}
