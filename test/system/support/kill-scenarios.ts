import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BurstEventType } from '../../../common/bursts/events.ts'
import type { Api } from '../../../common/contract.ts'
import type { SandboxFault } from '../../../main/core/providers/sandbox/fault-names.ts'
import { CHECKPOINT as TENSORS, put, safetensors } from '../../../main/core/models/testing/model-files.ts'
import { CHECKPOINT, writeJob, type TestHome } from './test-home.ts'

/**
 * How to make a burst pass a point at which it is to be killed.
 *
 * Most points lie on everybody's way; the others need something to go wrong or somebody to wish something.
 */
export type Scenario = {
  /** Faster is better, but wishes need a burst that is still going on. */
  readonly speed: number
  /** Before the burst starts. Returns what undoes it, if anything must be undone before the burst can be finished. */
  readonly prepare?: (home: TestHome) => Promise<void>
  /** The command that is killed; absent: the run. */
  readonly command?: (home: TestHome, run: string[]) => Promise<string[]>
  /** While the burst runs, until it is killed. */
  readonly meanwhile?: (home: TestHome) => Promise<void>
  /** After the kill, before the burst is taken up again. */
  readonly repair?: (home: TestHome) => Promise<void>
  /** Where pictures must be made again by the nature of the fault: lost with their instance, or spoiled. */
  readonly mayRemake?: true
  /** What becomes of it though every picture comes home; else it is completed. */
  readonly ends?: 'incomplete'
  readonly settings?: Readonly<Record<string, unknown>>
  /** Why it cannot run on this machine, or null. */
  readonly unfit?: () => string | null
}

const FAST = 600
const SLOW = 120
/** At these speeds a grace of half an hour is over in seconds, while the killed app is still being started again. */
const PATIENT = { 'grace-seconds': 86_400 }

const onTheWay: Scenario = { speed: FAST, settings: PATIENT }

function fault(name: SandboxFault, more: Partial<Scenario> = {}): Scenario {
  return { speed: FAST, settings: PATIENT, prepare: async home => await home.strike(name), ...more }
}

/** Pictures slow enough that somebody can act between them. */
const leisurely = {
  speed: SLOW,
  settings: PATIENT,
  prepare: async (home: TestHome) => await home.strike('slow-pictures', 8),
}

/** Waits for some pictures, then asks for something. The answer does not matter: the engine may die of it. */
function wish(ask: (api: Api, id: string) => Promise<unknown>, more: Partial<Scenario> = {}): Scenario {
  return {
    ...leisurely,
    meanwhile: async home => {
      await home.until('two pictures', () => home.renderedSeeds().length >= 2)
      await home
        .ask(async api => {
          const [burst] = await api.call('bursts.list', undefined)
          if (burst) await ask(api, burst.id)
        })
        .catch(() => undefined)
    },
    ...more,
  }
}

const cancelled = wish(async (api, id) => await api.call('bursts.cancel', { id }), { mayRemake: true })
const finished = wish(async (api, id) => await api.call('bursts.finish', { id }), { mayRemake: true })
const finishedSoon = wish(async (api, id) => await api.call('bursts.finishIn', { id, seconds: 1 }), { mayRemake: true })
/** One picture first; where the app still lives it is found good. Nobody is asked twice: the taking up is an answer. */
const lookedAt: Scenario = {
  speed: FAST,
  settings: { ...PATIENT, 'canary-seconds': 1800 },
  command: async (_home, run) => [...run, '--canary'],
  meanwhile: async home => {
    for (let tries = 0; tries < 60; tries += 1) {
      const isDone = await home
        .ask(async api => {
          const [burst] = await api.call('bursts.list', undefined)
          if (burst?.asksForLook) await api.call('bursts.approve', { id: burst.id })
          return burst?.asksForLook === true
        })
        .catch(() => true)
      if (isDone) return
      await delay(100)
    }
  },
}
const paused = wish(async (api, id) => await api.call('bursts.pause', { id }), { mayRemake: true })
/** A run ends when its burst rests: it is the command that resumes it which is killed. */
const resumed: Scenario = {
  ...leisurely,
  mayRemake: true,
  command: async (home, run) => {
    const running = home.start(run)
    await home.until('two pictures', () => home.renderedSeeds().length >= 2)
    const { id } = await home.onlyBurst()
    await home.burst('pause', id)
    await running.ended
    return ['resume', id]
  },
}
const killedAll: Scenario = {
  ...leisurely,
  mayRemake: true,
  meanwhile: async home => {
    await home.until('two pictures', () => home.renderedSeeds().length >= 2)
    await home.ask(async api => await api.call('instances.killAll', {})).catch(() => undefined)
  },
  repair: async home => void (await home.burst('unlatch')),
}

/** A connection that drops and a ComfyUI that dies, in mid-job. */
const midway = (name: SandboxFault, more: Partial<Scenario> = {}): Scenario => ({
  ...leisurely,
  meanwhile: async home => {
    await home.until('two pictures', () => home.renderedSeeds().length >= 2)
    await home.strike(name).catch(() => undefined)
  },
  ...more,
})

/** The user has the job's checkpoint, and it is sent. */
const withModel: Scenario = {
  ...onTheWay,
  prepare: async home => {
    put(path.join(home.root, 'models'), CHECKPOINT, safetensors(TENSORS))
    await home.json(['models', 'scan', path.join(home.root, 'models')])
  },
}

/** What is the user's is wiped before the end. */
const privately: Scenario = {
  ...onTheWay,
  settings: { ...PATIENT, 'private-mode': true },
  unfit: () => (process.platform === 'linux' ? null : 'needs a memory-backed folder, as Linux has it'),
}

/**
 * A burst that outlives its estimate, so that its instance must be given more time. It ends itself ten minutes on: the killed
 * app must have been started again by then, also where other tests take the computer: that is eleven seconds here.
 */
const overdue: Scenario = {
  speed: 50,
  settings: { 'grace-seconds': 60 },
  prepare: async home => await home.strike('slow-pictures', 12),
}

/** A small disk of its own, nearly full until it is repaired. */
const fullDisk: Scenario = {
  speed: FAST,
  settings: PATIENT,
  prepare: async home => {
    mkdirSync(diskOf(home))
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'burst-test', diskOf(home)])
    if (status !== 0) throw new Error('tmpfs could not be mounted')
    const { bavail, bsize } = statfsSync(diskOf(home))
    writeFileSync(path.join(diskOf(home), 'filler'), Buffer.alloc(bavail * bsize - 24_576))
  },
  repair: async home => rmSync(path.join(diskOf(home), 'filler')),
  unfit: () =>
    process.platform === 'linux' && process.getuid?.() === 0 ? null : 'needs root on Linux to mount a small disk',
}

export function diskOf(home: TestHome): string {
  return path.join(home.root, 'small-disk')
}

/** The disk of the instance is kept once everything is made. */
const keeping = async (_: TestHome, run: string[]) => [...run, '--keep-image', 'ready']
const kept: Scenario = { ...onTheWay, command: keeping }

/** Another burst has left its instance, and nobody drives that burst any more when this one begins. */
const warm: Scenario = {
  ...onTheWay,
  prepare: async home => {
    await home.json(['run', writeJob(home, { count: 2 }), '--provider', 'sandbox', '--strategy', 'warm'])
    await home.until('an engine that was left behind', () => home.hasEngine())
    await home.leave()
  },
  // Longer than it takes to start a program twice.
  settings: { ...PATIENT, 'warm-seconds': 4800 },
  command: async (_, run) => [...run, '--strategy', 'warm'],
  // Twelve seeds in each job begin with the same two.
  mayRemake: true,
}

/** Which scenario reaches the events that do not lie on everybody's way. */
const BY_EVENT: Partial<Record<BurstEventType, Scenario>> = {
  'burst.pause-requested': paused,
  'burst.resume-requested': resumed,
  'burst.finish-requested': finished,
  'burst.finish-planned': finishedSoon,
  'burst.look-asked': lookedAt,
  'burst.look-approved': lookedAt,
  'burst.cancel-requested': cancelled,
  'burst.killed': killedAll,
  'burst.waiting': fullDisk,
  'lane.rejected': fault('no-stock'),
  'lane.unknown': fault('lost-create'),
  'lane.absent': fault('lost-create-unmade'),
  'lane.disconnected': midway('sshd-drop'),
  'lane.comfyui-down': midway('comfyui-crash', { mayRemake: true }),
  'lane.end-by-moved': overdue,
  'lane.model-placed': withModel,
  'lane.wiped': privately,
  'lane.kept-warm': warm,
  'lane.handed': warm,
  'lane.taken': warm,
  'lane.image-wished': kept,
  'lane.image-kept': kept,
  // Refused after the restart too.
  'lane.image-failed': { ...kept, prepare: async home => await home.strike('no-image', 2), ends: 'incomplete' },
  'item.retried': fault('missing-picture', { mayRemake: true }),
  // The last pictures of a burst are released by ending their instance.
  'item.released': leisurely,
  'item.failed': fault('out-of-memory', {
    mayRemake: true,
    repair: async home => await home.ask(async api => void (await api.call('sandbox.reset', undefined))),
  }),
  'items.revoked': finished,
}

export function scenarioOf(point: string): Scenario {
  if (point.startsWith('provider.setEndBy')) return overdue
  if (point.startsWith('images.')) return kept
  if (point.startsWith('remote.sendFile')) return withModel
  const event = /^event\.(.+):/.exec(point)?.[1]
  return (event !== undefined && BY_EVENT[event as BurstEventType]) || onTheWay
}
