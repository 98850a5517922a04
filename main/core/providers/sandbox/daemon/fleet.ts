import { mkdirSync } from 'node:fs'
import { rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import type { BootProfile } from '../boot-profile.ts'
import type { CreateRequest } from '../api.ts'
import type { SandboxFiles } from '../files.ts'
import { INSTANCE_USER, type InstanceConfig, type InstanceControl, type InstanceEvent } from '../instance/protocol.ts'
import type { DaemonClock } from './daemon-clock.ts'
import { startMachine, type Machine } from './machine.ts'
import type { Row } from './row.ts'
import { linkTree } from './shelf.ts'

/** The processes and folders of the machines that run. */
export interface Fleet {
  start(row: Row, activeAt: number, parts: StartParts): void
  control(id: string, control: InstanceControl): void
  controlAll(control: InstanceControl): void
  /** Cuts a machine's power and wipes its disk; resolves when both are gone. */
  end(id: string): Promise<void>
}

export type StartParts = {
  readonly request: CreateRequest
  readonly profile: BootProfile
  /** Models of the image it starts from; null without one. */
  readonly disk: string | null
  /** The folder of the volume it mounts; null without one. */
  readonly volume: string | null
}

export type FleetOptions = {
  readonly files: SandboxFiles
  readonly clock: DaemonClock
  /** Program and arguments of a machine's process. */
  readonly machineCommand: readonly string[]
  readonly python: string
  readonly onEvent: (id: string, event: InstanceEvent) => void
  readonly onExit: (id: string, what: string) => void
}

export function createFleet(options: FleetOptions): Fleet {
  const machines = new Map<string, Machine>()
  const { files } = options
  const folderOf = (id: string) => path.join(files.instances, id)
  const memoryOf = (id: string) => (files.memory === null ? null : path.join(files.memory, id))
  return {
    start: (row, activeAt, parts) => {
      const folder = folderOf(row.id)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (parts.disk !== null) linkTree(parts.disk, path.join(folder, 'comfyui', 'models'))
      const memory = parts.request.private ? memoryOf(row.id) : null
      if (memory !== null) mkdirSync(memory, { recursive: true, mode: 0o700 })
      const config = configOf({ folder, memory, volume: parts.volume }, activeAt, parts, options)
      const listener = {
        onEvent: (event: InstanceEvent) => options.onEvent(row.id, event),
        onExit: (what: string) => options.onExit(row.id, what),
      }
      machines.set(row.id, startMachine(options.machineCommand, config, listener))
    },
    control: (id, control) => machines.get(id)?.control(control),
    controlAll: control => machines.forEach(machine => machine.control(control)),
    end: async id => {
      await machines.get(id)?.end()
      machines.delete(id)
      for (const folder of [folderOf(id), memoryOf(id)])
        if (folder !== null) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
      // Nobody knows to look there for what is left, so the last one takes it along.
      if (files.memory !== null) await rmdir(files.memory).catch(() => undefined)
    },
  }
}

function configOf(
  place: Pick<InstanceConfig, 'folder' | 'memory' | 'volume'>,
  activeAt: number,
  { request, profile }: StartParts,
  options: FleetOptions,
): InstanceConfig {
  return {
    ...place,
    user: INSTANCE_USER,
    hostPrivateKey: request.hostPrivateKey,
    clientPublicKey: request.clientPublicKey,
    clock: options.clock.anchors(),
    sshdAtSim: activeAt + profile.sshdSeconds * 1000,
    comfyui: {
      startSeconds: profile.comfyuiSeconds,
      checkpointLoadSeconds: profile.checkpointLoadSeconds,
      secondsPerImage: profile.secondsPerImage,
      png: profile.png,
      oomAboveBatch: profile.oomAboveBatch,
      counterFile: profile.counterFile ?? options.files.made,
      clockOffsetMs: profile.clockOffsetMs,
    },
    models: request.models,
    packs: request.packs,
    cards: profile.cards,
    python: options.python,
  }
}
