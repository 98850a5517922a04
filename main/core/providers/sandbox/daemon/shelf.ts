import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Money } from '../../../../../common/money.ts'
import type { ApiImage, KeepImageRequest } from '../api.ts'
import { offerById } from '../catalogue.ts'
import type { SandboxFiles } from '../files.ts'
import type { ArmedFaults } from './armed-faults.ts'
import type { ImageRow, ImageStore } from './image-store.ts'
import { Refusal } from './refusal.ts'
import { isAlive, type Row } from './row.ts'

/** Disks that were kept: what machines may be started from. */
export type Shelf = {
  keep(request: KeepImageRequest, row: Row): void
  list(): ApiImage[]
  remove(id: string): void
  /** What a machine of an offer finds on its disk when it starts from an image; throws a refusal where it may not. */
  modelsOf(imageId: string, offerId: string): string
  clear(): void
}

/** As a cloud takes: a while for any disk, and longer for a fuller one. */
const SAVING_MS = 45_000
const SAVING_MS_PER_GB = 4000
/** The system of a machine, beside its models. */
const SYSTEM_BYTES = 30e9
/** For a GB and month; invented, as all money here. */
const PRICE_PER_GB: Money = { micros: 12_000, currency: 'EUR', taxIncluded: true, simulated: true }

export function createShelf(files: SandboxFiles, store: ImageStore, armed: ArmedFaults, now: () => number): Shelf {
  const folderOf = (id: string) => path.join(files.images, id)

  function view({ id, name, region, bytes, readyAt }: ImageRow): ApiImage {
    const micros = Math.round((PRICE_PER_GB.micros * bytes) / 1e9)
    const state = now() >= readyAt ? 'ready' : 'saving'
    return { id, name, region, state, bytes, pricePerMonth: { ...PRICE_PER_GB, micros } }
  }

  return {
    keep: ({ name }, row) => {
      if (armed.take('no-image')) throw new Refusal(409, 'quota', 'an account may keep no more images')
      if (!isAlive(row) || row.sshPort === null) throw new Refusal(409, 'not-running', `${row.id} does not run`)
      const id = `img-${randomBytes(6).toString('hex')}`
      const models = linkTree(path.join(files.instances, row.id, 'comfyui', 'models'), folderOf(id))
      const region = offerById(row.offerId)?.region ?? ''
      const readyAt = now() + SAVING_MS + (models / 1e9) * SAVING_MS_PER_GB
      store.insert({ id, name, region, bytes: SYSTEM_BYTES + models, createdAt: now(), readyAt })
    },
    list: () => store.all().map(view),
    remove: id => {
      if (!store.row(id)) throw new Refusal(404, 'not-found', `there is no image ${id}`)
      store.remove(id)
      rmSync(folderOf(id), { recursive: true, force: true })
    },
    modelsOf: (imageId, offerId) => {
      const row = store.row(imageId)
      if (!row) throw new Refusal(400, 'invalid', `there is no image ${imageId}`)
      if (now() < row.readyAt) throw new Refusal(409, 'invalid', `${imageId} is still being saved`)
      if (row.region !== offerById(offerId)?.region)
        throw new Refusal(400, 'invalid', `${imageId} is in ${row.region}, and the machine would not be`)
      return folderOf(imageId)
    },
    clear: () => {
      for (const { id } of store.all()) store.remove(id)
      rmSync(files.images, { recursive: true, force: true })
    },
  }
}

/**
 * The same files once more, without their bytes where the disk can do that: models are written once and only replaced.
 * Gives back how many bytes they have; what is half sent is left out.
 */
export function linkTree(from: string, to: string): number {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  let bytes = 0
  if (!existsSync(from)) return bytes
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) bytes += linkTree(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.part')) {
      bytes += statSync(source).size
      linkOrCopy(source, target)
    }
  }
  return bytes
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target)
  } catch {
    copyFileSync(source, target)
  }
}
