import type { ReactNode } from 'react'
import type { Problem } from '../../../common/errors.ts'
import type { WireMoney } from '../../../common/money.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { sizeText } from '../../ui/size-text.ts'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'
import { NamedCell } from './leftover-row.tsx'

type TableProps = { readonly title: string; readonly problem: Problem | null; readonly children: ReactNode }

/** What sellers keep for this home between bursts, and bill until it is deleted. */
export function KeptTable({ title, problem, children }: TableProps) {
  const t = useText()
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-heading font-semibold">{title}</h2>
      {problem && <ProblemNote problem={problem} />}
      <Table label={title}>
        <thead>
          <tr>
            <HeadCell>{t('What')}</HeadCell>
            <HeadCell>{t('Where')}</HeadCell>
            <HeadCell>{t('State')}</HeadCell>
            <HeadCell right>{t('Models')}</HeadCell>
            <HeadCell right>{t('Costs')}</HeadCell>
            <HeadCell right>{t('End')}</HeadCell>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </Table>
    </section>
  )
}

type RowProps = {
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly region: string
  readonly tone: 'accent' | 'amber' | 'neutral'
  /** Its state, in words. */
  readonly state: string
  /** Gone at its seller: nothing bills, and all that can be done is to forget it. */
  readonly isMissing: boolean
  readonly bytes: number | null
  readonly models: string
  readonly pricePerMonth: WireMoney | null
  readonly disabled: boolean
  readonly onDelete: () => void
}

export function KeptRow(row: RowProps) {
  const t = useText()
  const { pricePerMonth, bytes, isMissing } = row
  const cost = pricePerMonth === null ? t('unknown') : t('{{cost}} a month', { cost: moneyText(pricePerMonth) })
  return (
    <tr className="border-t border-line">
      <NamedCell name={row.name} id={row.id} />
      <Cell>{[cloudName(row.provider), row.region].join(', ')}</Cell>
      <Cell>
        <Chip tone={row.tone}>{t(row.state)}</Chip>{' '}
        <span className="text-ink-2">{bytes === null ? '' : sizeText(bytes)}</span>
      </Cell>
      <Cell right>{row.models}</Cell>
      <Cell right>{isMissing ? '' : cost}</Cell>
      <Cell right>
        <HoldButton
          label={t('Hold to delete {{name}}', { name: row.name })}
          disabled={row.disabled}
          onHeld={row.onDelete}
        >
          {isMissing ? t('Forget') : t('Delete')}
        </HoldButton>
      </Cell>
    </tr>
  )
}
