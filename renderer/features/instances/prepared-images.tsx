import { useCallback } from 'react'
import type { ImageView } from '../../../common/contract.ts'
import { imageStateText } from '../../../common/image-state-text.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { HoldButton } from '../../ui/hold-button.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { sizeText } from '../../ui/size-text.ts'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'
import { NamedCell } from './leftover-row.tsx'

/** Disks that bursts can start from, what they cost, and the one way to end that; nothing where there are none. */
export function PreparedImages() {
  const t = useText()
  const { api } = useHost()
  const { value, again } = useAsked(useCallback(async () => await api.call('images.list', undefined), [api]))
  const { run, busy, problem } = useAction(async (image: string) => {
    await api.call('images.delete', { image })
    await again()
  })
  const images = value?.images ?? []
  if (images.length === 0) return null
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-heading font-semibold">{t('Prepared images')}</h2>
      {problem && <ProblemNote problem={problem} />}
      <Table label={t('Prepared images')}>
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
        <tbody>
          {images.map(image => (
            <ImageRow key={`${image.provider} ${image.id}`} image={image} busy={busy} onDelete={() => run(image.id)} />
          ))}
        </tbody>
      </Table>
    </section>
  )
}

type RowProps = { readonly image: ImageView; readonly busy: boolean; readonly onDelete: () => void }

function ImageRow({ image, busy, onDelete }: RowProps) {
  const t = useText()
  const { id, name, label, provider, region, bytes, models, pricePerMonth, state } = image
  const cost = pricePerMonth === null ? t('unknown') : t('{{cost}} a month', { cost: moneyText(pricePerMonth) })
  return (
    <tr className="border-t border-line">
      <NamedCell name={label ?? name} id={id} />
      <Cell>{[cloudName(provider), region].join(', ')}</Cell>
      <Cell>
        <Chip tone={image.usable ? 'accent' : 'neutral'}>{t(imageStateText(image))}</Chip>{' '}
        <span className="text-ink-2">{bytes === null ? '' : sizeText(bytes)}</span>
      </Cell>
      <Cell right>{models.length}</Cell>
      <Cell right>{state === 'missing' ? '' : cost}</Cell>
      <Cell right>
        <HoldButton label={t('Hold to delete {{name}}', { name: label ?? name })} disabled={busy} onHeld={onDelete}>
          {state === 'missing' ? t('Forget') : t('Delete')}
        </HoldButton>
      </Cell>
    </tr>
  )
}
