import type { Asked, KeptImage, KeptVolume, Leftover } from '../provider.ts'
import type { ApiClient } from './api-client.ts'
import { sandboxImages } from './images.ts'
import { sandboxVolumes } from './volumes.ts'

/** Kept disks and volumes are all there is beside machines: no keys or addresses of their own. */
export async function sandboxLeftovers(client: ApiClient, signal: AbortSignal): Promise<Asked<readonly Leftover[]>> {
  const images = await sandboxImages(client).list(signal)
  if (images.kind !== 'answer') return images
  const volumes = await sandboxVolumes(client).list(signal)
  if (volumes.kind !== 'answer') return volumes
  const left = (kind: Leftover['kind'], { id, name, region, bytes, pricePerMonth }: KeptImage | KeptVolume) => {
    return { provider: 'sandbox', kind, id, name, region, bytes, pricePerMonth }
  }
  return {
    kind: 'answer',
    value: [...images.value.map(one => left('snapshot', one)), ...volumes.value.map(one => left('volume', one))],
  }
}
