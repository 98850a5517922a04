import { z } from 'zod'
import type { BootVolume } from '../bootstrap/description.ts'
import { createdVolume } from '../http/created.ts'
import { asked, isMissing, troubled, type HttpClient } from '../http/http-client.ts'
import type { CreateSpec, VolumeShelf } from '../provider.ts'
import { readOfferId } from './offers.ts'
import { LambdaFilesystem, LambdaFilesystems } from './shapes.ts'

/** Where machines find theirs; the specification allows places below /home, /lambda/nfs and /data. */
const VOLUME_PATH = '/data/burst-models'

/**
 * Filesystems: in one region, mounted where the launch of an instance says, as large as what is on them. Lambda's API names
 * no price.
 */
export function lambdaVolumes(client: HttpClient): VolumeShelf {
  return {
    size: null,
    attach: null,
    isReachable: ({ id }, region) => readOfferId(id)?.region === region,
    pricePerMonth: async () => ({ kind: 'answer', value: null }),
    create: async ({ name, region }, signal) => {
      const schema = z.object({ data: LambdaFilesystem.pick({ id: true }) })
      const question = { method: 'POST' as const, path: '/filesystems', schema, body: { name, region } }
      return createdVolume(await client.once(question, signal), ({ data }) => data.id)
    },
    list: async signal =>
      asked(await client.ask({ method: 'GET', path: '/file-systems', schema: LambdaFilesystems }, signal), ({ data }) =>
        data.map(({ id, name, region, bytes_used: bytes }) => ({
          id,
          name,
          region: region?.name ?? '',
          bytes: bytes ?? null,
          pricePerMonth: null,
        })),
      ),
    remove: async (volumeId, signal) => {
      const path = `/filesystems/${encodeURIComponent(volumeId)}`
      const answer = await client.ask({ method: 'DELETE', path, schema: z.unknown(), isUrgent: true }, signal)
      return answer.kind === 'answer' || isMissing(answer) ? { kind: 'answer', value: null } : troubled(answer)
    },
  }
}

/** What the launch says of it, and what the machine's set-up does. */
export function mountsOf({ volume }: Pick<CreateSpec, 'volume'>) {
  return volume === null ? {} : { file_system_mounts: [{ file_system_id: volume, mount_point: VOLUME_PATH }] }
}

export function volumeOf({ volume }: Pick<CreateSpec, 'volume'>): BootVolume | null {
  return volume === null ? null : { path: VOLUME_PATH, disk: null }
}
