import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import type { z } from 'zod'
import type { SandboxStatus } from '../../../../../common/contract.ts'
import { isoInstant } from '../../../clock.ts'
import type { Charge } from '../../provider.ts'
import type { ApiInstance, ApiInstances, ApiOffers, CreateRequest, FaultRequest } from '../api.ts'
import { bootProfileOf, type BootProfile } from '../boot-profile.ts'
import { CATALOGUE, offerById, type CloudOffer } from '../catalogue.ts'
import { isSandboxFault, SANDBOX_FAULT_NAMES } from '../fault-names.ts'
import type { SandboxFiles } from '../files.ts'
import type { InstanceEvent } from '../instance/protocol.ts'
import { createArmedFaults } from './armed-faults.ts'
import type { DaemonClock } from './daemon-clock.ts'
import { createFleet } from './fleet.ts'
import { strikeMachine, strikesAtWork, type Blow, type Occasion } from './machine-faults.ts'
import { LostAnswer, Refusal } from './refusal.ts'
import { chargeAt, isAlive, viewAt, type EndReason, type Row } from './row.ts'
import type { CloudStore } from './store.ts'

/** The practice cloud without its door: what its API can ask for. Refusals are thrown. */
export interface Cloud {
  offers(): z.input<typeof ApiOffers>
  create(request: CreateRequest): { instanceId: string }
  get(id: string): ApiInstance
  list(): z.input<typeof ApiInstances>
  terminate(id: string): void
  charge(id: string): Charge
  setEndBy(id: string, endByMs: number): void
  status(): SandboxStatus
  fault(request: FaultRequest): void
  setSpeed(speed: number): void
  configureSpeed(speed: number): void
  /** Ends and forgets every machine and every fault. */
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
  readonly machineCommand: readonly string[]
  readonly python: string
  readonly log: (text: string) => void
}

const QUOTA = 20
const LOW_STOCK = 2
const TEARDOWN_MS = 5000
const LINGERING_MS = 120_000
const SLOW_BOOT_MS = 300_000
const STALE_MS = 45_000
const LONGEST_LIFE_MS = 31 * 86_400_000

/** Takes up what an earlier daemon left in the store: its machines died with it. */
export function openCloud(options: CloudOptions): Cloud {
  const { files, store, clock, log } = options
  const armed = createArmedFaults(store)
  /** Machines whose ComfyUI answers, oldest first. */
  const atWork = new Set<string>()
  let due: { at: number; run: () => void }[] = []
  const fleet = createFleet({ ...options, onEvent, onExit })

  function end(row: Row, at: number, reason: EndReason): void {
    store.end(row.id, at, reason)
    store.setGoneAt(row.id, goneAtOf(row, at, reason))
    atWork.delete(row.id)
    void fleet.end(row.id).catch((error: unknown) => log(`${row.id}: its disk could not be wiped: ${String(error)}`))
  }

  /** What the account did not end stays in its list until the account ends it or its time is up. */
  function goneAtOf(row: Row, at: number, reason: EndReason): number {
    if (reason === 'preempted' || reason === 'failed') return Math.max(row.endBy, at) + TEARDOWN_MS
    return at + (armed.take('lingering-delete') ? LINGERING_MS : TEARDOWN_MS)
  }

  function onEvent(id: string, event: InstanceEvent): void {
    switch (event.event) {
      case 'ssh-ready':
        store.setSshPort(id, event.port)
        return strike(id, 'ssh-ready')
      case 'comfyui-ready':
        atWork.add(id)
        return strike(id, 'comfyui-ready')
      case 'exited':
        return log(`${id}: ${event.what} ended`)
      case 'log':
        return log(`${id}: ${event.text}`)
    }
  }

  function onExit(id: string, what: string): void {
    const row = store.row(id)
    if (!row || !isAlive(row)) return
    log(`${id}: the machine ended by itself: ${what}`)
    end(row, clock.now(), 'failed')
  }

  function strike(id: string, occasion: Occasion, isNow = false): void {
    strikeMachine(armed, occasion, (blow, delayMs, repeats) => {
      const run = () => {
        befall(id, blow)
        if (repeats) strike(id, occasion)
      }
      if (isNow || delayMs === 0) run()
      else due.push({ at: clock.now() + delayMs, run })
    })
  }

  function befall(id: string, blow: Blow): void {
    const row = store.row(id)
    if (!row || !isAlive(row)) return
    if (blow.kind === 'preempt') end(row, clock.now(), 'preempted')
    else fleet.control(id, blow.control)
  }

  function settle(): void {
    const now = clock.now()
    for (const row of store.alive()) if (row.endBy <= now) end(row, row.endBy, 'end-by')
    const ready = due.filter(({ at }) => at <= now)
    due = due.filter(({ at }) => at > now)
    for (const { run } of ready) run()
    if (store.alive().length > 0) store.setHeartbeat(now)
  }

  /** A row that the account can see now. */
  function visible(id: string): { row: Row; view: ApiInstance } {
    const row = store.row(id)
    const view = row && viewAt(row, clock.now())
    if (!row || !view) throw new Refusal(404, 'not-found', `there is no machine ${id}`)
    return { row, view }
  }

  function create(request: CreateRequest): { instanceId: string } {
    const offer = offerById(request.offerId)
    if (!offer) throw new Refusal(400, 'invalid', `there is no offer ${request.offerId}`)
    const now = clock.now()
    checkEndBy(request.endByMs, now)
    const alive = store.alive()
    if (armed.take('no-stock') || stockOf(offer, alive) === 0)
      throw new Refusal(409, 'no-stock', `no ${offer.gpu} is left in ${offer.region}`)
    if (alive.length >= QUOTA) throw new Refusal(409, 'quota', `an account may have ${QUOTA} machines`)
    const profile = profileOf(offer, files.profile)
    if (armed.take('lost-create-unmade')) throw new LostAnswer()
    const row = newRow(request, offer, { createdAt: now, activeAt: activeAtOf(now + profile.bootSeconds * 1000) })
    store.insert(row)
    store.setHeartbeat(now)
    fleet.start(row, request, profile)
    if (armed.take('lost-create')) throw new LostAnswer()
    return { instanceId: row.id }
  }

  function activeAtOf(planned: number): number | null {
    if (armed.take('never-boots')) return null
    return armed.take('slow-boot') ? planned + SLOW_BOOT_MS : planned
  }

  function changeSpeed(): void {
    fleet.controlAll({ do: 'clock', ...clock.anchors() })
  }

  recover(options)
  return {
    settle,
    create,
    offers: () => {
      const alive = store.alive()
      return { at: clock.now(), offers: CATALOGUE.map(offer => offerView(offer, stockOf(offer, alive))) }
    },
    get: id => visible(id).view,
    list: () => {
      const at = clock.now() - (armed.take('stale-list') ? STALE_MS : 0)
      const instances = store.visible(at).flatMap(row => viewAt(row, at) ?? [])
      const isShort = instances.length > 0 && armed.take('short-list') !== null
      return { instances: isShort ? instances.slice(0, -1) : instances, total: instances.length }
    },
    terminate: id => {
      const { row } = visible(id)
      if (isAlive(row)) end(row, clock.now(), 'terminated')
      else if (row.endReason === 'preempted' || row.endReason === 'failed')
        store.setGoneAt(id, Math.min(row.goneAt ?? Infinity, goneAtOf(row, clock.now(), 'terminated')))
    },
    charge: id => {
      const row = store.row(id)
      if (!row) throw new Refusal(404, 'not-found', `there was never a machine ${id}`)
      return chargeAt(row, clock.now())
    },
    setEndBy: (id, endByMs) => {
      const { row } = visible(id)
      if (!isAlive(row)) throw new Refusal(409, 'ended', `${id} has ended`)
      checkEndBy(endByMs, clock.now())
      store.setEndBy(id, endByMs)
    },
    status: () => ({
      speed: clock.speed(),
      clock: isoInstant(clock.now()),
      faults: armed.list().map(({ name, left }) => ({ name, left })),
      instances: store.visible(clock.now()).flatMap(row => {
        const view = viewAt(row, clock.now())
        return view ? [{ id: view.id, name: view.name, state: view.state }] : []
      }),
      made: linesOf(files.made),
    }),
    fault: request => {
      const { name } = request
      if (!isSandboxFault(name))
        throw new Refusal(400, 'unknown-fault', `there is no fault ${name}: ${SANDBOX_FAULT_NAMES.join(', ')}`)
      armed.arm(name, request)
      const target = [...atWork].at(-1)
      if (target !== undefined && strikesAtWork(name)) strike(target, 'comfyui-ready', true)
    },
    setSpeed: speed => {
      clock.setSpeed(speed)
      changeSpeed()
    },
    configureSpeed: speed => {
      if (clock.configure(speed)) changeSpeed()
    },
    reset: async () => {
      armed.clear()
      due = []
      const now = clock.now()
      const rows = store.visible(now)
      for (const row of rows) {
        if (isAlive(row)) end(row, now, 'terminated')
        store.setGoneAt(row.id, now)
      }
      await Promise.all(rows.map(async row => await fleet.end(row.id)))
      store.forgetGone(now)
      if (existsSync(files.made)) renameSync(files.made, files.madeBefore)
    },
    hasMachines: () => store.alive().length > 0,
    stop: async () => {
      const alive = store.alive()
      for (const row of alive) end(row, clock.now(), 'preempted')
      await Promise.all(alive.map(async row => await fleet.end(row.id)))
    },
  }
}

/** Machines of a daemon that died: lost, and billed up to the last instant at which it is known to have lived. */
function recover({ files, store, clock }: CloudOptions): void {
  const now = clock.now()
  const lastSeen = Math.min(store.heartbeat() ?? 0, now)
  for (const row of store.alive()) {
    const endedAt = Math.min(Math.max(row.createdAt, lastSeen), row.endBy)
    store.end(row.id, endedAt, 'preempted')
    store.setGoneAt(row.id, Math.max(row.endBy, now) + TEARDOWN_MS)
  }
  store.forgetGone(now)
  rmSync(files.instances, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

function newRow(
  request: CreateRequest,
  offer: CloudOffer,
  { createdAt, activeAt }: { createdAt: number; activeAt: number | null },
): Row {
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

function profileOf(offer: CloudOffer, file: string): BootProfile {
  try {
    return bootProfileOf(offer, file)
  } catch (error) {
    throw new Refusal(400, 'invalid', `${file} cannot be understood: ${String(error)}`)
  }
}

function checkEndBy(endByMs: number, now: number): void {
  if (endByMs <= now) throw new Refusal(400, 'invalid', 'the end lies in the past')
  if (endByMs > now + LONGEST_LIFE_MS) throw new Refusal(400, 'invalid', 'the end lies more than 31 days ahead')
}

function stockOf(offer: CloudOffer, alive: readonly Row[]): number {
  return offer.capacity - alive.filter(row => row.offerId === offer.id).length
}

function offerView(offer: CloudOffer, stock: number) {
  const { id, gpu, vramBytes, region, country, pricePerHour, spot, trust } = offer
  const word = stock === 0 ? ('no' as const) : stock <= LOW_STOCK ? ('low' as const) : ('yes' as const)
  return { id, gpu, vramBytes, region, country, pricePerHour, spot, trust, stock: word }
}

function linesOf(file: string): number {
  if (!existsSync(file)) return 0
  return readFileSync(file).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0)
}
