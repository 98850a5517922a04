import { Link } from 'react-router'
import type { InstanceView } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { Money } from '../../ui/money.tsx'
import { hourlyText } from '../../ui/money-text.ts'
import { Cell } from '../../ui/table.tsx'
import { EndCountdown } from './end-countdown.tsx'
import { InstanceActions } from './instance-actions.tsx'

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
      <Cell right>{pricePerHour === null ? <Money value={null} /> : hourlyText(pricePerHour)}</Cell>
      <Cell right>
        <Money value={cost} />
      </Cell>
      <Cell>
        <EndCountdown instance={instance} />
      </Cell>
      <Cell right>{(whose === 'ours' || whose === 'orphaned') && <InstanceActions instance={instance} />}</Cell>
    </tr>
  )
}
