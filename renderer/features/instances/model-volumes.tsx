import { useCallback } from 'react'
import { volumeStateText } from '../../../common/volume-state-text.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { useText } from '../../text/translate.ts'
import { sizeText } from '../../ui/size-text.ts'
import { KeptRow, KeptTable } from './kept-table.tsx'

const TONES = { ready: 'accent', 'in-use': 'accent', unknown: 'amber', missing: 'neutral' } as const

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
    <KeptTable title={t('Model volumes')} problem={problem}>
      {volumes.map(volume => (
        <KeptRow
          key={volume.name}
          id={volume.id ?? volume.name}
          name={volume.label}
          provider={volume.provider}
          region={volume.region}
          tone={TONES[volume.state]}
          state={volumeStateText(volume)}
          isMissing={volume.state === 'missing'}
          bytes={volume.bytes}
          models={modelsText(volume.models)}
          pricePerMonth={volume.pricePerMonth}
          disabled={busy || volume.state === 'in-use'}
          onDelete={() => run(volume.name)}
        />
      ))}
    </KeptTable>
  )
}

function modelsText(models: readonly { readonly bytes: number }[]): string {
  if (models.length === 0) return '0'
  return `${models.length} · ${sizeText(models.reduce((sum, { bytes }) => sum + bytes, 0))}`
}
