import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Log } from '../../log.ts'
import { roleCommand } from '../../roles.ts'
import { writeDurably } from '../../transfer/durable.ts'
import { INSTANCE_USER, type InstanceConfig } from '../sandbox/instance/protocol.ts'
import { startMachine, type Machine } from '../sandbox/daemon/machine.ts'

/** A place on this computer where a burst works, as it is on the disk. Instants are ms since 1970. */
const Row = z.strictObject({
  id: z.string().regex(/^home-[0-9a-f]{12}$/),
  name: z.string().max(100),
  offerId: z.string().max(200),
  createdAt: z.number(),
  endBy: z.number(),
  /** Of ComfyUI, when it was made. */
  address: z.string().max(2000),
  hostPrivateKey: z.string().max(20_000),
  clientPublicKey: z.string().max(20_000),
})
export type HomeRow = z.infer<typeof Row>

export type HomeMachines = {
  /** Durably there before it is started. */
  add(row: Omit<HomeRow, 'id'>): Promise<HomeRow>
  rows(): HomeRow[]
  row(id: string): HomeRow | null
  /** Where its SSH answers on loopback; null while it does not. Starts what is not running. */
  portOf(row: HomeRow): number | null
  /** The client id under which its worker asks ComfyUI; null before there is one. */
  clientIdOf(row: HomeRow): string | null
  /** Ends its processes here, and takes its folder away. */
  remove(id: string): Promise<void>
  /** Ends all processes; the folders stay, for whoever goes on. */
  stop(): Promise<void>
}

export type HomeMachinesOptions = {
  readonly folder: string
  /** What its programs get to see. */
  readonly env: NodeJS.ProcessEnv
  /** Only the engine runs them; who merely ends things does not. */
  readonly runs: boolean
  readonly log: Log
}

const ROW = 'machine.json'
const DISK = 'disk'
/** Between two looks whether somebody else took a machine away, real ms. */
const LOOK_MS = 500
/** A process that died is started again after this, real ms. */
const RESTART_MS = 1000

/**
 * Places on this computer where bursts work: each a folder, and while the engine lives a process in it that is reached as a rented
 * machine is. The folder is what counts: without it the process ends, and with it the next engine starts one.
 */
export function createHomeMachines({ folder, env, runs, log }: HomeMachinesOptions): HomeMachines {
  const running = new Map<string, { machine: Machine | null; port: number | null; diedAt: number }>()
  let looking: NodeJS.Timeout | null = null

  const placeOf = (id: string) => path.join(folder, id)
  const rowFile = (id: string) => path.join(placeOf(id), ROW)

  function row(id: string): HomeRow | null {
    if (!Row.shape.id.safeParse(id).success) return null
    try {
      return Row.parse(JSON.parse(readFileSync(rowFile(id), 'utf8')))
    } catch {
      return null
    }
  }

  function start(given: HomeRow): void {
    const entry = running.get(given.id) ?? { machine: null, port: null, diedAt: 0 }
    if (entry.machine !== null || Date.now() - entry.diedAt < RESTART_MS) return
    running.set(given.id, entry)
    const machine = startMachine(
      roleCommand('sandbox-instance'),
      configOf(given, path.join(placeOf(given.id), DISK), env),
      {
        onEvent: event => {
          if (event.event === 'ssh-ready') entry.port = event.port
          else if (event.event === 'log') log(`the place ${given.id} at home: ${event.text}`)
        },
        onExit: what => {
          if (running.get(given.id) === entry) log(`the place ${given.id} at home ended (${what})`)
          Object.assign(entry, { machine: null, port: null, diedAt: Date.now() })
        },
      },
      env,
    )
    entry.machine = machine
    looking ??= setInterval(endForgotten, LOOK_MS).unref()
  }

  /** Somebody else, as kill-all, ends a machine by taking its folder away. */
  function endForgotten(): void {
    for (const id of running.keys()) if (!existsSync(rowFile(id))) void end(id)
  }

  async function end(id: string): Promise<void> {
    const entry = running.get(id)
    running.delete(id)
    if (running.size === 0 && looking !== null) {
      clearInterval(looking)
      looking = null
    }
    await entry?.machine?.end()
  }

  return {
    async add(given) {
      const made = { ...given, id: `home-${randomBytes(6).toString('hex')}` }
      mkdirSync(placeOf(made.id), { recursive: true, mode: 0o700 })
      await writeDurably(rowFile(made.id), JSON.stringify(made), 0o600)
      if (runs) start(made)
      return made
    },
    rows: () => (existsSync(folder) ? readdirSync(folder).flatMap(id => row(id) ?? []) : []),
    row,
    portOf(given) {
      if (runs) start(given)
      return running.get(given.id)?.port ?? null
    },
    clientIdOf({ id }) {
      try {
        const token = readFileSync(path.join(placeOf(id), DISK, 'burst', 'lane', 'lane.id'), 'utf8').trim()
        return /^[0-9a-f]{8}$/.test(token) ? `burst-${token}` : null
      } catch {
        return null
      }
    },
    async remove(id) {
      await rm(rowFile(id), { force: true })
      await end(id)
      await rm(placeOf(id), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
    async stop() {
      await Promise.all([...running.keys()].map(end))
    },
  }
}

function configOf(row: HomeRow, disk: string, env: NodeJS.ProcessEnv): InstanceConfig {
  const now = Date.now()
  return {
    folder: disk,
    memory: null,
    volume: null,
    user: INSTANCE_USER,
    hostPrivateKey: row.hostPrivateKey,
    clientPublicKey: row.clientPublicKey,
    clock: { speed: 1, anchorReal: now, anchorSim: now },
    sshdAtSim: now,
    comfyui: { url: row.address },
    models: [],
    packs: [],
    cards: 1,
    python: env['BURST_PYTHON'] ?? 'python3',
  }
}
