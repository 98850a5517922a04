import { z } from 'zod'
import type { Money } from '../../../../common/money.ts'
import type { BootVolume } from '../bootstrap/description.ts'
import { createdVolume } from '../http/created.ts'
import { isMissing, troubled, type HttpClient } from '../http/http-client.ts'
import type { Asked, CreateSpec, KeptVolume, Trouble, VolumeCreated, VolumeShelf } from '../provider.ts'
import { readOfferId } from './offers.ts'
import { OvhVolume } from './shapes.ts'

type WithProject = <T>(
  work: (client: HttpClient, path: string) => Promise<T>,
) => Promise<T | { kind: 'trouble'; trouble: Trouble }>

const GIB = 1024 ** 3
/** Models are read at each start: a disk that spins would keep the GPU waiting for minutes. */
const TYPE = 'high-speed'
/** A GiB is charged by the hour (catalogue: `volume.<type>.consumption`), and a month has 720 of them there. */
const HOURS_A_MONTH = 720
const VOLUME_PATH = '/mnt/burst-models'

/** Block storage: in one region, and given to one instance once that runs. */
export function ovhVolumes(
  withProject: WithProject,
  priceOf: (planCode: string, signal: AbortSignal) => Promise<Money | null>,
): VolumeShelf {
  async function pricePerMonth(planCode: string, gibibytes: number, signal: AbortSignal): Promise<Money | null> {
    const hour = await priceOf(planCode, signal)
    return hour && { ...hour, micros: Math.ceil(hour.micros * HOURS_A_MONTH * gibibytes) }
  }

  async function view(volume: OvhVolume, signal: AbortSignal): Promise<KeptVolume> {
    const { id, name, region, size, type, planCode } = volume
    const code = planCode ?? `volume.${type ?? TYPE}.consumption`
    return {
      id,
      name: name ?? '',
      region: region ?? '',
      bytes: size === null || size === undefined ? null : size * GIB,
      pricePerMonth: size === null || size === undefined ? null : await pricePerMonth(code, size, signal),
    }
  }

  return {
    size: { least: 10 * GIB, most: 4000 * GIB },
    isReachable: ({ id }, region) => readOfferId(id)?.region === region,
    pricePerMonth: async ({ bytes }, signal) => ({
      kind: 'answer',
      value: await pricePerMonth(`volume.${TYPE}.consumption`, Math.ceil(bytes / GIB), signal),
    }),
    create: async ({ name, region, bytes }, signal) => {
      const created = await withProject<VolumeCreated>(async (client, path) => {
        const body = { name, region, size: Math.ceil(bytes / GIB), type: TYPE }
        const question = { method: 'POST' as const, path: `${path}/volume`, schema: OvhVolume.pick({ id: true }), body }
        return createdVolume(await client.once(question, signal), ({ id }) => id)
      })
      return created.kind === 'trouble' ? { kind: 'rejected', message: created.trouble.message } : created
    },
    list: async signal =>
      await withProject<Asked<readonly KeptVolume[]>>(async (client, path) => {
        const answer = await client.ask({ method: 'GET', path: `${path}/volume`, schema: z.array(OvhVolume) }, signal)
        if (answer.kind !== 'answer') return troubled(answer)
        return { kind: 'answer', value: await Promise.all(answer.value.map(async one => await view(one, signal))) }
      }),
    remove: async (volumeId, signal) =>
      await withProject<Asked<null>>(async (client, path) => {
        const question = { method: 'DELETE' as const, path: `${path}/volume/${encodeURIComponent(volumeId)}` }
        const answer = await client.ask({ ...question, schema: z.unknown(), isUrgent: true }, signal)
        return answer.kind === 'answer' || isMissing(answer) ? { kind: 'answer', value: null } : troubled(answer)
      }),
    attach: async (volumeId, instanceId, signal) =>
      await withProject<Asked<null>>(async (client, path) => {
        const place = `${path}/volume/${encodeURIComponent(volumeId)}`
        const found = await client.ask({ method: 'GET', path: place, schema: OvhVolume }, signal)
        if (found.kind !== 'answer') return troubled(found)
        if (found.value.attachedTo?.includes(instanceId)) return { kind: 'answer', value: null }
        const answer = await client.ask(
          { method: 'POST', path: `${place}/attach`, schema: z.unknown(), body: { instanceId } },
          signal,
        )
        return answer.kind === 'answer' ? { kind: 'answer', value: null } : troubled(answer)
      }),
  }
}

export function volumeOf({ volume }: Pick<CreateSpec, 'volume'>): BootVolume | null {
  return volume === null ? null : { path: VOLUME_PATH, disk: volume }
}
