import { Link } from 'react-router'
import type { InstanceView } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { HoldButton } from '../../ui/hold-button.tsx'
import { Money } from '../../ui/money.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Cell } from '../../ui/table.tsx'
import { EndCountdown } from './end-countdown.tsx'

const WHOSE: Record<InstanceView['whose'], string> = {
  ours: 'ours',
  orphaned: 'orphan',
  'other-install': 'other installation',
  foreign: 'foreign',
}

export function InstanceRow({ instance }: { readonly instance: InstanceView }) {
  const t = useText()
  const { id, provider, name, whose, state, billing, uptimeSeconds, pricePerHour, cost, burstId } = instance
  return (
    <tr className="border-t border-line">
      <th scope="row" className="max-w-80 px-4 py-2 text-left font-normal">
        <span className="block truncate font-mono text-small">{id}</span>
        <span className="block truncate text-small text-ink-2">
          {provider} ·{' '}
          {burstId === null ? (
            name
          ) : (
            <Link to={paths.burst(burstId)} className="underline hover:text-ink">
              {t('its burst')}
            </Link>
          )}
        </span>
      </th>
      <Cell>
        <Chip tone={whose === 'ours' ? 'neutral' : 'amber'}>{t(WHOSE[whose])}</Chip>
      </Cell>
      <Cell>
        <span className="flex items-center gap-2">
          {state}
          {billing === 'unknown' && <Chip tone="danger">{t('may be billing')}</Chip>}
        </span>
      </Cell>
      <Cell right>{uptimeSeconds === null ? t('not counted yet') : durationText(uptimeSeconds)}</Cell>
      <Cell right>
        <Money value={pricePerHour} hourly />
      </Cell>
      <Cell right>
        <Money value={cost} />
      </Cell>
      <Cell>
        <EndCountdown instance={instance} />
      </Cell>
      <Cell right>{(whose === 'ours' || whose === 'orphaned') && <KillOne id={id} />}</Cell>
    </tr>
  )
}

function KillOne({ id }: { readonly id: string }) {
  const t = useText()
  const { api } = useHost()
  const { run, busy, problem } = useAction(async () => await api.call('instances.kill', { instanceId: id }))
  return (
    <span className="flex flex-col items-end gap-1">
      <HoldButton
        label={t('Kill {{id}}. Hold for one second.', { id })}
        disabled={busy}
        onHeld={run}
        className="h-7 rounded-control border border-danger px-3 text-small font-medium text-danger-text hover:bg-danger-soft"
      >
        {busy ? t('ending, until seen gone') : t('Kill')}
      </HoldButton>
      {problem && <ProblemNote problem={problem} />}
    </span>
  )
}
