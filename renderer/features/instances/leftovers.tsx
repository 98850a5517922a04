import { useCallback } from 'react'
import type { LeftoverView } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAsked } from '../../state/use-asked.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { moneyText } from '../../ui/money-text.ts'
import { sizeText } from '../../ui/size-text.ts'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'

export const LEFTOVER_KINDS: Readonly<Record<LeftoverView['kind'], string>> = {
  volume: 'disk',
  snapshot: 'snapshot',
  address: 'address',
  filesystem: 'file system',
  'ssh-key': 'SSH key',
  credential: 'key of an instance',
}

/** What lies about on accounts without being an instance, and what it costs; nothing where nothing does. */
export function Leftovers() {
  const t = useText()
  const { api } = useHost()
  const found = useAsked(useCallback(async () => await api.call('instances.list', { all: false }), [api]))
  const leftovers = found.value?.leftovers ?? []
  if (leftovers.length === 0) return null
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-heading font-semibold">{t('Left on your accounts')}</h2>
      <Table label={t('Left on your accounts')}>
        <thead>
          <tr>
            <HeadCell>{t('What')}</HeadCell>
            <HeadCell>{t('Where')}</HeadCell>
            <HeadCell>{t('Kind')}</HeadCell>
            <HeadCell right>{t('Costs')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {leftovers.map(({ provider, kind, id, name, region, bytes, pricePerMonth }) => (
            <tr key={`${provider} ${kind} ${id}`} className="border-t border-line">
              <th scope="row" className="max-w-80 truncate px-4 py-2 text-left font-normal">
                {name === '' ? id : name}
              </th>
              <Cell>{[cloudName(provider), region].filter(part => part !== null).join(', ')}</Cell>
              <Cell>
                {[t(LEFTOVER_KINDS[kind]), bytes === null ? null : sizeText(bytes)]
                  .filter(part => part !== null)
                  .join(', ')}
              </Cell>
              <Cell right>
                {pricePerMonth === null ? t('unknown') : t('{{cost}} a month', { cost: moneyText(pricePerMonth) })}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  )
}
