import { existsSync, readFileSync, renameSync } from 'node:fs'
import type { z } from 'zod'
import type { SandboxStatus } from '../../../../../common/contract.ts'
import { isoInstant } from '../../../clock.ts'
import type { Charge } from '../../provider.ts'
import type {
  ApiImage,
  ApiInstance,
  ApiInstances,
  ApiOffers,
  ApiVolume,
  CreateRequest,
  CreateVolumeRequest,
  FaultRequest,
  KeepImageRequest,
} from '../api.ts'
import { CATALOGUE, type CloudOffer } from '../catalogue.ts'
import { isSandboxFault, SANDBOX_FAULT_NAMES } from '../fault-names.ts'
import type { SandboxFiles } from '../files.ts'
import { createArmedFaults } from './armed-faults.ts'
import { checkEndBy, createMachine, stockOf } from './creation.ts'
import type { DaemonClock } from './daemon-clock.ts'
import { createMachines } from './machines.ts'
import { recover } from './recover.ts'
import { Refusal } from './refusal.ts'
import { chargeAt, isAlive, viewAt, type Row } from './row.ts'
import { createShelf } from './shelf.ts'
import type { CloudStore } from './store.ts'
import { createVolumes } from './volumes.ts'

/** The practice cloud without its door: what its API can ask for. Refusals are thrown. */
export interface Cloud {
  offers(): z.input<typeof ApiOffers>
  create(request: CreateRequest): { instanceId: string }
  get(id: string): ApiInstance
  list(): z.input<typeof ApiInstances>
  terminate(id: string): void
  charge(id: string): Charge
  setEndBy(id: string, endByMs: number): void
  keepImage(request: KeepImageRequest): void
  images(): ApiImage[]
  removeImage(id: string): void
  createVolume(request: CreateVolumeRequest): { volumeId: string }
  volumes(): ApiVolume[]
  removeVolume(id: string): void
  status(): SandboxStatus
  fault(request: FaultRequest): void
  speed(): number
  setSpeed(speed: number): void
  configureSpeed(speed: number): void
  /** Ends and forgets every machine, image, volume and fault. */
  reset(): Promise<void>
  /** Does what the clock says is due. To be called now and then, and before every answer. */
  settle(): void
  hasMachines(): boolean
  /** The power of the whole cloud is cut: what runs is lost. */
  stop(): Promise<void>
}

export type CloudOptions = {
  readonly files: SandboxFiles
  readonly store: CloudStore
  readonly clock: DaemonClock
  /** Program and arguments of a machine's process. */
  readonly machineCommand: readonly string[]
  readonly python: string
  readonly log: (text: string) => void
}

const LOW_STOCK = 2
const STALE_MS = 45_000

/** Takes up what the store and the folder hold. */
export function openCloud(options: CloudOptions): Cloud {
  const { files, store, clock } = options
  const armed = createArmedFaults(store)
  const shelf = createShelf(files, store.images, armed, () => clock.now())
  const machines = createMachines({ ...options, armed })
  const volumes = createVolumes(files, store.volumes, {
    now: () => clock.now(),
    isAlive: id => {
      const row = store.row(id)
      return row !== null && isAlive(row)
    },
  })
  const shownAt = (at: number) => store.visible(at).flatMap(row => viewAt(row, at) ?? [])
  const visible = (id: string): { row: Row; view: ApiInstance } => {
    const row = store.row(id)
    const view = row && viewAt(row, clock.now())
    if (!row || !view) throw new Refusal(404, 'not-found', `there is no machine ${id}`)
    return { row, view }
  }
  recover(store, files, clock.now())
  return {
    offers: () => {
      const alive = store.alive()
      return { at: clock.now(), offers: CATALOGUE.map(offer => offerView(offer, stockOf(offer, alive))) }
    },
    create: request => createMachine({ files, store, clock, armed, machines, shelf, volumes }, request),
    get: id => visible(id).view,
    list: () => {
      const instances = shownAt(clock.now() - (armed.take('stale-list') ? STALE_MS : 0))
      const isShort = instances.length > 0 && armed.take('short-list') !== null
      return { instances: isShort ? instances.slice(0, -1) : instances, total: instances.length }
    },
    terminate: id => {
      const { row, view } = visible(id)
      if (isAlive(row)) machines.end(row, clock.now(), 'terminated')
      else if (view.state !== 'terminating') machines.dismiss(row)
    },
    charge: id => {
      const row = store.row(id)
      if (!row) throw new Refusal(404, 'not-found', `there was never a machine ${id}`)
      return chargeAt(row, clock.now())
    },
    setEndBy: (id, endByMs) => {
      if (!isAlive(visible(id).row)) throw new Refusal(409, 'ended', `${id} has ended`)
      checkEndBy(endByMs, clock.now())
      store.setEndBy(id, endByMs)
    },
    keepImage: request => shelf.keep(request, visible(request.instanceId).row),
    images: () => shelf.list(),
    removeImage: id => shelf.remove(id),
    createVolume: request => volumes.create(request),
    volumes: () => volumes.list(),
    removeVolume: id => volumes.remove(id),
    status: () => ({
      speed: clock.speed(),
      clock: isoInstant(clock.now()),
      faults: armed.list().map(({ name, left }) => ({ name, left })),
      instances: shownAt(clock.now()).map(({ id, name, state }) => ({ id, name, state })),
      made: linesOf(files.made),
    }),
    fault: request => {
      const { name } = request
      if (!isSandboxFault(name))
        throw new Refusal(400, 'unknown-fault', `there is no fault ${name}: ${SANDBOX_FAULT_NAMES.join(', ')}`)
      armed.arm(name, request)
      machines.strikeNow(name)
    },
    speed: () => clock.speed(),
    setSpeed: speed => {
      clock.setSpeed(speed)
      machines.speedChanged()
    },
    configureSpeed: speed => {
      if (clock.configure(speed)) machines.speedChanged()
    },
    reset: async () => {
      armed.clear()
      shelf.clear()
      machines.forgetPlans()
      const now = clock.now()
      const rows = store.visible(now)
      for (const row of rows) {
        if (isAlive(row)) machines.end(row, now, 'terminated')
        store.setGoneAt(row.id, now)
      }
      await machines.cleared(rows)
      volumes.clear()
      if (existsSync(files.made)) renameSync(files.made, files.madeBefore)
    },
    settle: () => machines.settle(),
    hasMachines: () => store.alive().length > 0,
    stop: async () => {
      const alive = store.alive()
      for (const row of alive) machines.end(row, clock.now(), 'preempted')
      await machines.cleared(alive)
    },
  }
}

function offerView(offer: CloudOffer, stock: number) {
  const { id, gpu, vramBytes, secondsPerImage, region, country, pricePerHour, spot, trust } = offer
  return { id, gpu, vramBytes, secondsPerImage, region, country, pricePerHour, spot, trust, stock: stockWord(stock) }
}

function stockWord(stock: number): 'yes' | 'low' | 'no' {
  if (stock <= 0) return 'no'
  return stock <= LOW_STOCK ? 'low' : 'yes'
}

function linesOf(file: string): number {
  if (!existsSync(file)) return 0
  return readFileSync(file).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0)
}
