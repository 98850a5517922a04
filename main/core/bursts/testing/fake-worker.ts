import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { WorkerCommand } from '../../worker/journal.ts'
import { sha256 } from './memory-files.ts'

/** Seconds and faults of a fake instance's work, changeable while it works. */
export type WorkerMood = {
  secondsPerPicture: number
  /** By seed, where it takes another time. */
  readonly seconds: Map<number, number>
  /** By seed: how many of its renderings fail. */
  readonly failing: Map<number, number>
  /** Seeds whose next picture is missing when it is fetched. */
  readonly missing: Set<number>
  /** No share can be taken. */
  refusesShares: boolean
}

type Task = {
  readonly item: number
  readonly seed: number
  attempt: number
  state: 'waiting' | 'begun' | 'made' | 'over'
}

const ShareLine = z.object({ item: z.int(), seed: z.int() })

const MAX_ATTEMPTS = 3

/** The worker of a fake instance: takes shares, makes one picture after the other, journals; dies with its machine. */
export type FakeWorker = {
  readonly journal: string[]
  command(command: WorkerCommand): void
  /** Called with every new line of the journal. */
  onLine: (() => void) | null
  begin(): void
  /** Forgets everything, for another job than the one it was renewed for before. */
  renew(job: string): void
}

export type WorkerWorld = {
  readonly clock: Clock
  readonly files: Map<string, Buffer>
  readonly mood: WorkerMood
  readonly machine: AbortSignal
  readonly onMade: (seed: number) => void
}

export function createFakeWorker({ clock, files, mood, machine, onMade }: WorkerWorld): FakeWorker {
  const tasks = new Map<number, Task>()
  const queue: Task[] = []
  const taken = new Set<string>()
  const journal: string[] = []
  let isBusy = false
  let hasBegun = false
  let renewedFor: string | null = null

  const worker: FakeWorker = { journal, command, onLine: null, begin, renew }

  function say(type: string, fields: object = {}): void {
    journal.push(`${JSON.stringify({ type, at: clock.now() / 1000, ...fields })}\n`)
    worker.onLine?.()
  }

  function begin(): void {
    if (hasBegun) return
    hasBegun = true
    say('worker-started', { pid: 1, version: 'fake' })
    say('comfyui-up', { version: 'fake' })
  }

  function renew(job: string): void {
    if (job === renewedFor) return
    renewedFor = job
    tasks.clear()
    queue.length = 0
    journal.length = 0
    taken.clear()
    hasBegun = false
  }

  function command(asked: WorkerCommand): void {
    switch (asked.command) {
      case 'take':
        return take(asked.share, asked.file)
      case 'acknowledge':
        return asked.items.forEach(release)
      case 'remake':
        return remake(asked.item, asked.attempt, asked.code)
      case 'revoke':
        return revoke(asked.items ?? [...tasks.keys()])
      case 'stop':
        return
      default:
        throw new Error('an unknown command')
    }
  }

  function take(share: string, file: string): void {
    if (taken.has(share)) return
    if (mood.refusesShares) return say('refused', { share, code: 'share-unreadable', message: 'broken' })
    taken.add(share)
    const lines = (files.get(`burst/lane/${file}`)?.toString() ?? '').split('\n').filter(Boolean).slice(1)
    for (const line of lines) {
      const { item, seed } = ShareLine.parse(JSON.parse(line))
      const known = tasks.get(item)
      if (!known || known.state === 'over') enqueue({ item, seed, attempt: known?.attempt ?? 0, state: 'waiting' })
    }
    say('took', { share, count: lines.length })
    void work()
  }

  async function work(): Promise<void> {
    if (isBusy) return
    isBusy = true
    try {
      for (let next = waiting(); next; next = waiting()) await make(next)
      say('drained')
    } catch (error) {
      if (!machine.aborted) throw error
    } finally {
      isBusy = false
    }
  }

  /** What was given back or given up meanwhile is passed over. */
  function waiting(): Task | undefined {
    while (queue[0] && (queue[0].state !== 'waiting' || tasks.get(queue[0].item) !== queue[0])) queue.shift()
    return queue.shift()
  }

  function enqueue(task: Task): void {
    tasks.set(task.item, task)
    task.state = 'waiting'
    queue.push(task)
  }

  async function make(task: Task): Promise<void> {
    task.state = 'begun'
    task.attempt += 1
    const { item, seed, attempt } = task
    say('queued', { item, attempt, promptId: `${item}-${attempt}` })
    const began = clock.now()
    await clock.sleep((mood.seconds.get(seed) ?? mood.secondsPerPicture) * 1000, machine)
    if ((mood.failing.get(seed) ?? 0) > 0) return fail(task)
    const picture = Buffer.from(`picture ${seed}`)
    const path = `burst/${item}-a${attempt}.png`
    files.set(`comfyui/output/${path}`, picture)
    if (mood.missing.delete(seed)) files.delete(`comfyui/output/${path}`)
    onMade(seed)
    task.state = 'made'
    const file = { path, bytes: picture.length, sha256: sha256(picture) }
    say('made', { item, attempt, file, gpu: [began, clock.now()] })
  }

  function fail(task: Task): void {
    const { item, seed, attempt } = task
    mood.failing.set(seed, (mood.failing.get(seed) ?? 0) - 1)
    const why = { code: 'execution-error', message: 'it did not work' }
    say('attempt-failed', { item, attempt, ...why })
    task.state = 'over'
    if (attempt < MAX_ATTEMPTS) enqueue(task)
    else say('failed', { item, attempts: attempt, ...why })
  }

  function release(item: number): void {
    const task = tasks.get(item)
    if (task?.state !== 'made') return
    files.delete(`comfyui/output/burst/${item}-a${task.attempt}.png`)
    task.state = 'over'
    say('released', { item })
  }

  function remake(item: number, attempt: number, code: string): void {
    const task = tasks.get(item)
    if (task?.state !== 'made' || task.attempt !== attempt) return
    say('attempt-failed', { item, attempt, code, message: 'asked for again' })
    enqueue(task)
    void work()
  }

  function revoke(items: readonly number[]): void {
    const given = items.filter(item => tasks.get(item)?.state === 'waiting' && tasks.get(item)?.attempt === 0)
    for (const item of given) tasks.delete(item)
    say('revoked', { items: given })
  }

  return worker
}
