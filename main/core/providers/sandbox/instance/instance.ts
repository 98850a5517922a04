import path from 'node:path'
import { createSimClock } from '../comfyui/sim-clock.ts'
import type { Children } from './children.ts'
import { createComfyui, type Comfyui } from './comfyui.ts'
import { prepareDisk, type Disk } from './disk.ts'
import { findFreePort } from './free-port.ts'
import { type ClockAnchors, type InstanceConfig, type InstanceControl, type InstanceEvent } from './protocol.ts'
import { createSshServer } from './ssh/server.ts'
import { keepWorkerRunning } from './worker.ts'

/** One machine of the practice cloud, from power on. */
export interface Instance {
  control(control: InstanceControl): void
}

export type InstanceParts = {
  readonly config: InstanceConfig
  readonly children: Children
  readonly say: (event: InstanceEvent) => void
}

/** Pictures that wait in memory to be fetched, bytes; with more than these none is made. */
const MEMORY_FOR_OUTPUT = 1_000_000_000

/** From going down to the first answer of sshd, ms on the sandbox's clock. */
const REBOOT_MS = 20_000

/** Nobody tunnels to a ComfyUI that is not the machine's own. */
const NO_PORT = 0

/** One that somebody else keeps running. */
const ELSEWHERE: Comfyui = {
  keepRunning: async (_, signal) => {
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  },
  arm: () => undefined,
  clockChanged: () => undefined,
}

/** Powers a machine on: sshd answers from `sshdAtSim` on, ComfyUI its start time later. Its end is the process's end. */
export async function powerOn({ config, children, say }: InstanceParts): Promise<Instance> {
  const clock = createSimClock(config.clock)
  let anchors: ClockAnchors = config.clock
  const disk = prepareDisk(config)
  const ports = 'url' in config.comfyui ? [] : await freePorts(config.cards)
  const env = environmentOf(disk, 'url' in config.comfyui ? config.comfyui : { ports })
  const common = { disk, clock, children, env, say }
  const { comfyui: settings } = config
  const comfyuis =
    'url' in settings
      ? [ELSEWHERE]
      : ports.map(port => createComfyui({ ...common, settings, port, anchors: () => anchors }))
  const ssh = createSshServer({
    ...config,
    root: disk.root,
    mounts: [disk.memory, disk.volume].filter(mount => mount !== null),
    comfyuiPort: ports[0] ?? NO_PORT,
    children,
    env,
  })
  let power = new AbortController()
  let life = run(config.sshdAtSim, power.signal)

  /** One life, from power on to power off. */
  async function run(sshdAtSim: number, signal: AbortSignal): Promise<void> {
    const startSeconds = 'url' in config.comfyui ? 0 : config.comfyui.startSeconds
    const comfyuiAtSim = sshdAtSim + startSeconds * 1000
    const worker = async () => {
      await clock.sleepUntil(sshdAtSim, signal)
      await keepWorkerRunning({ ...common, python: config.python }, signal)
    }
    const running = comfyuis.map(async comfyui => await comfyui.keepRunning(comfyuiAtSim, signal))
    await Promise.all([serve(sshdAtSim, signal), ...running, worker()])
  }

  async function serve(sshdAtSim: number, signal: AbortSignal): Promise<void> {
    await clock.sleepUntil(sshdAtSim, signal)
    if (signal.aborted) return
    say({ event: 'ssh-ready', port: await ssh.open() })
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
    await ssh.close()
  }

  function reboot(): void {
    power.abort()
    children.killAll()
    power = new AbortController()
    const { signal } = power
    const sshdAtSim = clock.now() + REBOOT_MS
    life = life.then(() => run(sshdAtSim, signal))
  }

  return {
    control: control => {
      switch (control.do) {
        case 'clock':
          anchors = { speed: control.speed, anchorReal: control.anchorReal, anchorSim: control.anchorSim }
          clock.change(anchors)
          return comfyuis.forEach(comfyui => comfyui.clockChanged())
        case 'fault':
          return comfyuis[0]?.arm(control.fault)
        case 'drop-ssh':
          return ssh.drop()
        case 'reboot':
          return reboot()
      }
    },
  }
}

/** One after the other, so that none is found twice. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = await findFreePort()
    if (!ports.includes(port)) ports.push(port)
  }
  return ports
}

/** What programs on the machine get to see; the worker's contract is part of it. */
function environmentOf(disk: Disk, comfyui: { url: string } | { ports: readonly number[] }): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: disk.root,
    ...('url' in comfyui
      ? { COMFYUI_URL: comfyui.url, COMFYUI_FETCH: '1' }
      : { COMFYUI_URL: comfyui.ports.map(port => `http://127.0.0.1:${port}`).join(' ') }),
    COMFYUI_OUTPUT: disk.output,
    COMFYUI_MODELS: path.join(disk.comfyui, 'models'),
    ...(disk.memory === null ? {} : { BURST_OUTPUT_LIMIT_BYTES: String(MEMORY_FOR_OUTPUT) }),
  }
}
