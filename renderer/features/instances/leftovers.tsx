import { useCallback } from 'react'
import { useHost } from '../../host/use-host.tsx'
import { useAsked } from '../../state/use-asked.ts'
import { useText } from '../../text/translate.ts'
import { HeadCell, Table } from '../../ui/table.tsx'
import { LeftoverRow } from './leftover-row.tsx'

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
          {leftovers.map(leftover => (
            <LeftoverRow key={`${leftover.provider} ${leftover.kind} ${leftover.id}`} leftover={leftover} />
          ))}
        </tbody>
      </Table>
    </section>
  )
}
