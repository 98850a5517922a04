import { randomBytes } from 'node:crypto'
import type { CreateRequest } from '../api.ts'
import { bootProfileOf, type BootProfile } from '../boot-profile.ts'
import { offerById, type CloudOffer } from '../catalogue.ts'
import type { SandboxFiles } from '../files.ts'
import type { ArmedFaults } from './armed-faults.ts'
import type { DaemonClock } from './daemon-clock.ts'
import type { Machines } from './machines.ts'
import type { Shelf } from './shelf.ts'
import type { Volumes } from './volumes.ts'
import { LostAnswer, Refusal } from './refusal.ts'
import type { Row } from './row.ts'
import type { CloudStore } from './store.ts'

export type CreationParts = {
  readonly files: SandboxFiles
  readonly store: CloudStore
  readonly clock: DaemonClock
  readonly armed: ArmedFaults
  readonly machines: Machines
  readonly shelf: Shelf
  readonly volumes: Volumes
}

const QUOTA = 20
const SLOW_BOOT_MS = 300_000
const LONGEST_LIFE_MS = 31 * 86_400_000

/** Makes a machine, unless something is in the way: then a refusal, or nothing at all, comes back. */
export function createMachine(parts: CreationParts, request: CreateRequest): { instanceId: string } {
  const { files, store, clock, armed, machines, shelf, volumes } = parts
  const now = clock.now()
  checkEndBy(request.endByMs, now)
  if (request.private && files.memory === null)
    throw new Refusal(400, 'invalid', 'this computer has no memory-backed folder: private mode needs Linux here')
  const offer = offerToRent(request.offerId, store.alive(), armed)
  const disk = request.image === null ? null : shelf.modelsOf(request.image, request.offerId)
  const volume = request.volume === null ? null : volumes.folderFor(request.volume, request.offerId)
  const profile = profileOf(offer, files.profile, disk !== null)
  if (armed.take('lost-create-unmade')) throw new LostAnswer()
  const row = newRow(request, offer, now, activeAtOf(now + profile.bootSeconds * 1000, armed))
  store.insert(row)
  store.setHeartbeat(now)
  if (request.volume !== null) volumes.mount(request.volume, row.id)
  if (row.activeAt !== null) machines.start(row, row.activeAt, { request, profile, disk, volume })
  if (armed.take('lost-create')) throw new LostAnswer()
  return { instanceId: row.id }
}

/** Refuses an end that makes no sense. */
export function checkEndBy(endByMs: number, now: number): void {
  if (endByMs <= now) throw new Refusal(400, 'invalid', 'the end lies in the past')
  if (endByMs > now + LONGEST_LIFE_MS) throw new Refusal(400, 'invalid', 'the end lies more than 31 days ahead')
}

/** How many more of this offer could be rented. */
export function stockOf(offer: CloudOffer, alive: readonly Row[]): number {
  return offer.capacity - alive.filter(row => row.offerId === offer.id).length
}

function offerToRent(offerId: string, alive: readonly Row[], armed: ArmedFaults): CloudOffer {
  const offer = offerById(offerId)
  if (!offer) throw new Refusal(400, 'invalid', `there is no offer ${offerId}`)
  if (armed.take('no-stock') || stockOf(offer, alive) <= 0)
    throw new Refusal(409, 'no-stock', `no ${offer.gpu} is left in ${offer.region}`)
  if (alive.length >= QUOTA) throw new Refusal(409, 'quota', `an account may have ${QUOTA} machines`)
  return offer
}

function profileOf(offer: CloudOffer, file: string, isPrepared: boolean): BootProfile {
  try {
    return bootProfileOf(offer, file, isPrepared)
  } catch (error) {
    throw new Refusal(400, 'invalid', `${file} cannot be understood: ${String(error)}`)
  }
}

function activeAtOf(planned: number, armed: ArmedFaults): number | null {
  if (armed.take('never-boots')) return null
  return armed.take('slow-boot') ? planned + SLOW_BOOT_MS : planned
}

function newRow(request: CreateRequest, offer: CloudOffer, createdAt: number, activeAt: number | null): Row {
  return {
    id: `sb-${randomBytes(6).toString('hex')}`,
    name: request.name,
    offerId: offer.id,
    pricePerHour: offer.pricePerHour,
    createdAt,
    activeAt,
    endBy: request.endByMs,
    endedAt: null,
    endReason: null,
    goneAt: null,
    sshPort: null,
  }
}
