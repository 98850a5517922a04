import type { InstancesResult } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { Money } from '../../ui/money.tsx'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'
import { LeftoverRow, NamedCell } from '../instances/leftover-row.tsx'
import { cloudName } from '../../text/cloud-names.ts'

/** Machines, disks and snapshots, whoever made them: what costs something there before Burst rents anything. */
export function OnAccounts({ found }: { readonly found: InstancesResult }) {
  const t = useText()
  const silent = found.providers.filter(({ ok }) => !ok)
  const instances = found.instances.filter(({ provider }) => provider !== 'sandbox')
  const isEmpty = instances.length === 0 && found.leftovers.length === 0
  return (
    <section aria-labelledby="on-accounts" className="flex flex-col gap-3">
      <h2 id="on-accounts" className="text-heading font-semibold">
        {t('On your accounts')}
      </h2>
      {silent.map(({ provider, error }) => (
        <p key={provider} role="alert" className="rounded-card bg-amber-soft px-4 py-2">
          {t('{{provider}} does not answer, so nobody knows what is there. {{error}}', {
            provider: cloudName(provider),
            error: error ?? '',
          })}
        </p>
      ))}
      {isEmpty && silent.length === 0 && (
        <p className="text-ink-2">{t('No machines, disks or snapshots: nothing there costs anything.')}</p>
      )}
      {!isEmpty && (
        <Table label={t('Machines and disks')}>
          <thead>
            <tr>
              <HeadCell>{t('What')}</HeadCell>
              <HeadCell>{t('Where')}</HeadCell>
              <HeadCell>{t('State')}</HeadCell>
              <HeadCell right>{t('Costs')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {instances.map(({ id, name, provider, state, pricePerHour }) => (
              <tr key={`${provider} ${id}`} className="border-t border-line">
                <NamedCell name={name} id={id} />
                <Cell>{cloudName(provider)}</Cell>
                <Cell>{state}</Cell>
                <Cell right>{pricePerHour === null ? t('unknown') : <Money value={pricePerHour} hourly />}</Cell>
              </tr>
            ))}
            {found.leftovers.map(leftover => (
              <LeftoverRow key={`${leftover.provider} ${leftover.kind} ${leftover.id}`} leftover={leftover} />
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}
