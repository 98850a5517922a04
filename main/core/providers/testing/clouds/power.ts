import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { roleCommand } from '../../../roles.ts'
import { startMachine, type Machine } from '../../sandbox/daemon/machine.ts'
import type { FastClock } from './fast-clock.ts'
import type { SimMachine, SimMachinesOptions } from './machines.ts'

export type Power = {
  readonly powerOn: NonNullable<SimMachinesOptions['powerOn']>
  /** What machines said, oldest first. */
  readonly said: readonly string[]
  stop(): Promise<void>
}

/** Seconds on the clock of the machine. */
const SSHD_SECONDS = 5
const COMFYUI_SECONDS = 10
const SECONDS_PER_IMAGE = 4

/**
 * Machines that exist: processes of the practice cloud, with SSH, worker and ComfyUI, behind the API of another. `speed`
 * is that of their own clock, where it is not the cloud's; `user` is who may log in.
 */
export function createPower(folder: string, clock: FastClock, user: string, speed = clock.speed): Power {
  const machines: Machine[] = []
  const said: string[] = []

  function powerOn(machine: SimMachine, activeAt: number) {
    let port: number | null = null
    const home = path.join(folder, `machine-${machines.length}`)
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const realNow = Date.now()
    const started = startMachine(
      roleCommand('sandbox-instance'),
      {
        folder: home,
        memory: null,
        volume: machine.volume === null ? null : path.join(folder, 'volumes', machine.volume),
        user,
        hostPrivateKey: machine.boot?.hostPrivateKey ?? '',
        clientPublicKey: machine.boot?.clientPublicKeys[0] ?? '',
        clock: { speed, anchorReal: realNow, anchorSim: clock.now() },
        sshdAtSim: clock.now() + ((activeAt - clock.now()) * speed) / clock.speed + SSHD_SECONDS * 1000,
        comfyui: {
          startSeconds: COMFYUI_SECONDS,
          checkpointLoadSeconds: 2,
          secondsPerImage: SECONDS_PER_IMAGE,
          png: { kind: 'drawn' },
          oomAboveBatch: null,
          counterFile: path.join(folder, 'made.jsonl'),
          clockOffsetMs: 0,
        },
        models: [],
        packs: [],
        cards: 1,
        python: process.env['BURST_PYTHON'] ?? 'python3',
      },
      {
        onEvent: event => {
          said.push(JSON.stringify(event))
          if (event.event === 'ssh-ready') port = event.port
        },
        onExit: what => said.push(`the machine ended: ${what}`),
      },
    )
    machines.push(started)
    return { port: () => port, end: () => void started.end() }
  }

  return {
    powerOn,
    said,
    stop: async () => void (await Promise.all(machines.map(async machine => await machine.end()))),
  }
}
