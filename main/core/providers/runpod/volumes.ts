import { z } from 'zod'
import type { BootVolume } from '../bootstrap/description.ts'
import { createdVolume } from '../http/created.ts'
import { asked, isMissing, troubled, type HttpClient } from '../http/http-client.ts'
import type { CreateSpec, VolumeShelf } from '../provider.ts'
import { dollars, readOfferId } from './offers.ts'
import { RunpodVolume, RunpodVolumes } from './shapes.ts'

/** Where pods find theirs. */
export const VOLUME_PATH = '/burst-models'

const GB = 1e9
/** Dollars for a GB and month up to 1 TB, and of what is above that (docs, pods/pricing). */
const PER_GB = 0.07
const PER_GB_ABOVE = 0.05
const CHEAPER_ABOVE_GB = 1000

/** Network volumes: in one data centre of the secure cloud, mounted where the create of a pod says. */
export function runpodVolumes(client: HttpClient): VolumeShelf {
  return {
    // CreateNetworkVolumeRequest of the specification.
    size: { least: 10 * GB, most: 4096 * GB },
    attach: null,
    isReachable: ({ id }, region) => {
      const place = readOfferId(id)
      return place?.cloud === 'SECURE' && place.dataCenter === region
    },
    pricePerMonth: async ({ bytes }) => ({ kind: 'answer', value: priceOf(bytes / GB) }),
    create: async ({ name, region, bytes }, signal) => {
      const body = { name, size: Math.ceil(bytes / GB), dataCenter: region }
      const question = {
        method: 'POST' as const,
        path: '/network-volumes',
        schema: RunpodVolume.pick({ id: true }),
        body,
      }
      return createdVolume(await client.once(question, signal), ({ id }) => id)
    },
    list: async signal =>
      asked(
        await client.ask({ method: 'GET', path: '/network-volumes', schema: RunpodVolumes }, signal),
        ({ networkVolumes }) =>
          networkVolumes.map(({ id, name, size, dataCenter }) => ({
            id,
            name: name ?? '',
            region: dataCenter ?? '',
            bytes: size === null || size === undefined ? null : size * GB,
            pricePerMonth: size === null || size === undefined ? null : priceOf(size),
          })),
      ),
    remove: async (volumeId, signal) => {
      const path = `/network-volumes/${encodeURIComponent(volumeId)}`
      const answer = await client.ask({ method: 'DELETE', path, schema: z.unknown(), isUrgent: true }, signal)
      return answer.kind === 'answer' || isMissing(answer) ? { kind: 'answer', value: null } : troubled(answer)
    },
  }
}

export function volumeOf({ volume }: Pick<CreateSpec, 'volume'>): BootVolume | null {
  return volume === null ? null : { path: VOLUME_PATH, disk: null }
}

function priceOf(gigabytes: number) {
  const above = Math.max(0, gigabytes - CHEAPER_ABOVE_GB)
  return dollars((gigabytes - above) * PER_GB + above * PER_GB_ABOVE)
}
