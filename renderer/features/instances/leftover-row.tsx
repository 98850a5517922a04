import type { LeftoverView } from '../../../common/contract.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { moneyText } from '../../ui/money-text.ts'
import { sizeText } from '../../ui/size-text.ts'
import { Cell } from '../../ui/table.tsx'

const KINDS: Readonly<Record<LeftoverView['kind'], string>> = {
  volume: 'disk',
  snapshot: 'snapshot',
  address: 'address',
  filesystem: 'file system',
  'ssh-key': 'SSH key',
  credential: 'key of an instance',
}

/** What lies about on an account: what it is, where, of what kind, and what it costs. */
export function LeftoverRow({ leftover }: { readonly leftover: LeftoverView }) {
  const t = useText()
  const { provider, kind, id, name, region, bytes, pricePerMonth } = leftover
  return (
    <tr className="border-t border-line">
      <NamedCell name={name} id={id} />
      <Cell>{[cloudName(provider), region].filter(part => part !== null).join(', ')}</Cell>
      <Cell>{[t(KINDS[kind]), bytes === null ? null : sizeText(bytes)].filter(part => part !== null).join(', ')}</Cell>
      <Cell right>
        {pricePerMonth === null ? t('unknown') : t('{{cost}} a month', { cost: moneyText(pricePerMonth) })}
      </Cell>
    </tr>
  )
}

/** The name that somebody gave it, and the seller's own. */
export function NamedCell({ name, id }: { readonly name: string; readonly id: string }) {
  return (
    <th scope="row" className="max-w-80 px-4 py-2 text-left font-normal">
      <span className="block truncate">{name === '' ? id : name}</span>
      <span className="block truncate font-mono text-small text-ink-2">{id}</span>
    </th>
  )
}
