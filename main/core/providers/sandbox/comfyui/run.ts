import type { Machine } from './machine.ts'
import { ProgressBoard } from './progress.ts'
import type { QueueItem } from './queue.ts'
import type { Preview } from './sockets.ts'

/** Raised at a node boundary or sampling step after an interrupt. */
export class InterruptedError extends Error {
  override name = 'InterruptedError'
}

/** The clock may be this much (real ms) behind its plan before the plan is given up: work done by us is caught up. */
const CATCH_UP_MS = 100

/** One prompt while it runs: its messages, its progress, its waiting. */
export class Run {
  readonly machine: Machine
  readonly item: QueueItem
  readonly clientId: string | null
  readonly progress: ProgressBoard
  readonly messages: [type: string, data: Record<string, unknown>][] = []
  readonly executed = new Set<string>()
  /** Model files that were loaded for it, and not found in the cache. */
  readonly loaded: string[] = []
  /** How much longer than planned sampling takes. */
  readonly slowness: number
  readonly #interruption = new AbortController()
  #due: number

  /** `due` is the instant (sandbox ms) at which the run before was due to end, so that delays do not add up. */
  constructor(machine: Machine, item: QueueItem, due: number) {
    this.machine = machine
    this.item = item
    const clientId = item.extraData['client_id']
    this.clientId = typeof clientId === 'string' ? clientId : null
    this.progress = new ProgressBoard(item.promptId, data => this.#broadcast('progress_state', data))
    this.slowness = machine.faults.takeSlowness()
    this.#due = Math.max(due, machine.clock.now() - CATCH_UP_MS * machine.clock.speed())
  }

  get due(): number {
    return this.#due
  }

  /** To the submitting client only; without one nobody hears it. */
  tell(type: string, data: Record<string, unknown>): void {
    if (this.clientId !== null) this.machine.sockets.send(type, data, this.clientId)
  }

  /** A message that is also kept for history. */
  note(type: string, data: Record<string, unknown>): void {
    const timestamp = Math.floor(this.machine.clock.now() + this.machine.profile.clockOffsetMs)
    const message = { ...data, timestamp }
    this.messages.push([type, message])
    this.tell(type, message)
  }

  /** One tick of a node: progress, and a preview if somebody wants one. */
  tick(id: string, value: number, max: number, preview: (() => Pick<Preview, 'kind' | 'bytes'>) | null): void {
    const { sockets } = this.machine
    this.progress.update(id, value, max)
    const frame =
      preview === null || !sockets.isHeard(this.clientId)
        ? null
        : { ...preview(), metadata: this.progress.identity(id) }
    // Sockets that take metadata get the preview before the number, the others after it.
    if (frame && sockets.wantsMetadata(this.clientId)) sockets.preview(frame, this.clientId)
    this.#broadcast('progress', { value, max, prompt_id: this.item.promptId, node: id })
    if (frame && !sockets.wantsMetadata(this.clientId)) sockets.preview(frame, this.clientId)
  }

  interrupt(): void {
    this.#interruption.abort()
  }

  throwIfInterrupted(): void {
    if (this.#interruption.signal.aborted) throw new InterruptedError()
  }

  /** Waits a stretch of the sandbox's time; an interrupt ends it early. */
  async wait(seconds: number): Promise<void> {
    if (seconds <= 0) return
    this.#due += seconds * 1000
    await this.machine.clock.sleepUntil(this.#due, this.#interruption.signal)
  }

  /** Progress of a prompt without a client goes to everybody: that is how ComfyUI leaks. */
  #broadcast(type: string, data: unknown): void {
    if (this.machine.sockets.isHeard(this.clientId)) this.machine.sockets.send(type, data, this.clientId)
  }
}
