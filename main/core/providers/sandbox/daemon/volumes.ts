import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { ApiVolume, CreateVolumeRequest } from '../api.ts'
import { CATALOGUE, offerById } from '../catalogue.ts'
import type { SandboxFiles } from '../files.ts'
import { VOLUME_PRICE_PER_GB } from '../volume-price.ts'
import { Refusal } from './refusal.ts'
import type { VolumeStore } from './volume-store.ts'

/** Disks for models: each in one region, mounted by one machine at a time, and there until somebody deletes it. */
export type Volumes = {
  create(request: CreateVolumeRequest): { volumeId: string }
  list(): ApiVolume[]
  remove(id: string): void
  /** What a machine of an offer mounts; throws a refusal where it may not. */
  folderFor(volumeId: string, offerId: string): string
  /** A machine has it from now on. */
  mount(volumeId: string, machineId: string): void
  clear(): void
}

const QUOTA = 10

export function createVolumes(
  files: SandboxFiles,
  store: VolumeStore,
  { now, isAlive }: { now: () => number; isAlive: (machineId: string) => boolean },
): Volumes {
  const folderOf = (id: string) => path.join(files.volumes, id)
  /** Machines die with this process, so it need not be remembered for longer. */
  const mountedBy = new Map<string, string>()

  function existing(id: string) {
    const row = store.row(id)
    if (!row) throw new Refusal(404, 'not-found', `there is no volume ${id}`)
    return row
  }

  function refuseInUse(id: string): void {
    const machine = mountedBy.get(id)
    if (machine !== undefined && isAlive(machine))
      throw new Refusal(409, 'in-use', `the volume ${id} is mounted by ${machine}`)
  }

  return {
    create: ({ name, region, bytes }) => {
      if (!CATALOGUE.some(offer => offer.region === region))
        throw new Refusal(400, 'invalid', `there is no region ${region}`)
      if (store.all().length >= QUOTA) throw new Refusal(409, 'quota', `an account may have ${QUOTA} volumes`)
      const id = `vol-${randomBytes(6).toString('hex')}`
      mkdirSync(folderOf(id), { recursive: true, mode: 0o700 })
      store.insert({ id, name, region, bytes, createdAt: now() })
      return { volumeId: id }
    },
    list: () =>
      store.all().map(({ id, name, region, bytes }) => {
        const micros = Math.round((VOLUME_PRICE_PER_GB.micros * bytes) / 1e9)
        return { id, name, region, bytes, pricePerMonth: { ...VOLUME_PRICE_PER_GB, micros } }
      }),
    remove: id => {
      existing(id)
      refuseInUse(id)
      store.remove(id)
      mountedBy.delete(id)
      rmSync(folderOf(id), { recursive: true, force: true })
    },
    folderFor: (volumeId, offerId) => {
      const row = store.row(volumeId)
      if (!row) throw new Refusal(400, 'invalid', `there is no volume ${volumeId}`)
      if (row.region !== offerById(offerId)?.region)
        throw new Refusal(400, 'invalid', `the volume ${volumeId} is in ${row.region}, and the machine would not be`)
      refuseInUse(volumeId)
      return folderOf(volumeId)
    },
    mount: (volumeId, machineId) => void mountedBy.set(volumeId, machineId),
    clear: () => {
      for (const { id } of store.all()) store.remove(id)
      mountedBy.clear()
      rmSync(files.volumes, { recursive: true, force: true })
    },
  }
}
