import { Terminal } from 'lucide-react'
import { useState } from 'react'
import type { InstanceView } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'

/** What can be done with an instance of ours: a terminal on it, taking it over where it was lost, and its end. */
export function InstanceActions({ instance: { id, whose, state } }: { readonly instance: InstanceView }) {
  const t = useText()
  const { api } = useHost()
  const kill = useAction(async () => await api.call('instances.kill', { instanceId: id }))
  const adopt = useAction(async () => await api.call('instances.adopt', { instanceId: id }))
  const problem = kill.problem ?? adopt.problem
  return (
    <span className="flex flex-col items-end gap-1">
      <span className="flex items-center gap-2">
        {whose === 'ours' && state === 'running' && <CopySsh id={id} />}
        {whose === 'orphaned' && (
          <Button className="h-7" disabled={adopt.busy} onClick={() => adopt.run()}>
            {t('Take over')}
          </Button>
        )}
        <HoldButton
          label={t('Kill {{id}}. Hold for one second.', { id })}
          disabled={kill.busy}
          onHeld={kill.run}
          className="h-7 rounded-control border border-danger px-3 text-small font-medium text-danger-text hover:bg-danger-soft"
        >
          {kill.busy ? t('ending, until seen gone') : t('Kill')}
        </HoldButton>
      </span>
      {problem && <ProblemNote problem={problem} />}
    </span>
  )
}

/** The command is made when it is asked for: it writes the keys as files. */
function CopySsh({ id }: { readonly id: string }) {
  const t = useText()
  const { api } = useHost()
  const [isCopied, setCopied] = useState(false)
  const { run, busy, problem } = useAction(async () => {
    const { command } = await api.call('instances.ssh', { instanceId: id })
    await navigator.clipboard.writeText(command)
    setCopied(true)
  })
  return (
    <>
      <Button
        className="h-7"
        disabled={busy}
        aria-label={t('Copy the SSH command of {{id}}', { id })}
        onClick={() => run()}
      >
        <Terminal size={14} aria-hidden />
        {isCopied ? t('Copied') : t('SSH')}
      </Button>
      {problem && <ProblemNote problem={problem} />}
    </>
  )
}
