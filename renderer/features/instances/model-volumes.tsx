import { useCallback } from 'react'
import type { VolumeView } from '../../../common/contract.ts'
import { volumeStateText } from '../../../common/volume-state-text.ts'
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

/** Disks that keep models between bursts, what they cost, and the one way to end that; nothing where there are none. */
export function ModelVolumes() {
  const t = useText()
  const { api } = useHost()
  const { value, again } = useAsked(useCallback(async () => await api.call('volumes.list', undefined), [api]))
  const { run, busy, problem } = useAction(async (volume: string) => {
    await api.call('volumes.delete', { volume })
    await again()
  })
  const volumes = value?.volumes ?? []
  if (volumes.length === 0) return null
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-heading font-semibold">{t('Model volumes')}</h2>
      {problem && <ProblemNote problem={problem} />}
      <Table label={t('Model volumes')}>
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
          {volumes.map(volume => (
            <VolumeRow key={volume.name} volume={volume} busy={busy} onDelete={() => run(volume.name)} />
          ))}
        </tbody>
      </Table>
    </section>
  )
}

type RowProps = { readonly volume: VolumeView; readonly busy: boolean; readonly onDelete: () => void }

function VolumeRow({ volume, busy, onDelete }: RowProps) {
  const t = useText()
  const { id, name, label, provider, region, bytes, models, pricePerMonth, state } = volume
  const held = models.reduce((sum, model) => sum + model.bytes, 0)
  const cost = pricePerMonth === null ? t('unknown') : t('{{cost}} a month', { cost: moneyText(pricePerMonth) })
  return (
    <tr className="border-t border-line">
      <NamedCell name={label} id={id ?? name} />
      <Cell>{[cloudName(provider), region].join(', ')}</Cell>
      <Cell>
        <Chip tone={state === 'unknown' ? 'amber' : state === 'missing' ? 'neutral' : 'accent'}>
          {t(volumeStateText(volume))}
        </Chip>{' '}
        <span className="text-ink-2">{bytes === null ? '' : sizeText(bytes)}</span>
      </Cell>
      <Cell right>{models.length === 0 ? '0' : `${models.length} · ${sizeText(held)}`}</Cell>
      <Cell right>{state === 'missing' ? '' : cost}</Cell>
      <Cell right>
        <HoldButton
          label={t('Hold to delete {{name}}', { name: label })}
          disabled={busy || state === 'in-use'}
          onHeld={onDelete}
        >
          {state === 'missing' ? t('Forget') : t('Delete')}
        </HoldButton>
      </Cell>
    </tr>
  )
}
