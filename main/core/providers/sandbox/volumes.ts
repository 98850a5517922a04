import type { VolumeShelf } from '../provider.ts'
import { asked, done, isNotFound } from './answers.ts'
import { NOTHING, type ApiClient } from './api-client.ts'
import { ApiVolumes, PATHS, VolumeMade } from './api.ts'
import { VOLUME_PRICE_PER_GB } from './volume-price.ts'

/** Disks for models that practice machines mount. */
export function sandboxVolumes(client: ApiClient): VolumeShelf {
  return {
    size: { least: 10e9, most: 4e12 },
    attach: null,
    isReachable: (offer, region) => offer.region === region,
    pricePerMonth: async ({ bytes }) => ({
      kind: 'answer',
      value: { ...VOLUME_PRICE_PER_GB, micros: Math.round((VOLUME_PRICE_PER_GB.micros * bytes) / 1e9) },
    }),
    // Asked once: a second request would be a second volume.
    create: async (wanted, signal) => {
      const answer = await client.call('POST', PATHS.volumes, VolumeMade, signal, wanted)
      if (answer.kind === 'answer') return { kind: 'created', volumeId: answer.value.volumeId }
      if (answer.kind === 'refused') return { kind: 'rejected', message: answer.message }
      return { kind: answer.isSent ? 'unknown' : 'rejected', message: answer.trouble.message }
    },
    list: async signal => {
      const answer = asked(await client.ask('GET', PATHS.volumes, ApiVolumes, signal))
      return answer.kind === 'answer' ? { kind: 'answer', value: answer.value.volumes } : answer
    },
    remove: async (volumeId, signal) => {
      const answer = await client.ask('DELETE', PATHS.volume(volumeId), NOTHING, signal)
      return isNotFound(answer) ? { kind: 'answer', value: null } : done(asked(answer))
    },
  }
}
