import { useCallback } from 'react'
import { imageStateText } from '../../../common/image-state-text.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { useText } from '../../text/translate.ts'
import { KeptRow, KeptTable } from './kept-table.tsx'

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
    <KeptTable title={t('Prepared images')} problem={problem}>
      {images.map(image => (
        <KeptRow
          key={`${image.provider} ${image.id}`}
          id={image.id}
          name={image.label ?? image.name}
          provider={image.provider}
          region={image.region}
          tone={image.usable ? 'accent' : 'neutral'}
          state={imageStateText(image)}
          isMissing={image.state === 'missing'}
          bytes={image.bytes}
          models={String(image.models.length)}
          pricePerMonth={image.pricePerMonth}
          disabled={busy}
          onDelete={() => run(image.id)}
        />
      ))}
    </KeptTable>
  )
}
