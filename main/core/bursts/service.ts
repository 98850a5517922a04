import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { instanceIdOf, isOpen, type BurstState } from '../../../common/bursts/state.ts'
import type { Broken } from '../../../common/watchdog/rules.ts'
import { resolveBurstId } from './burst-ids.ts'
import { createBurst, refuseIfStopped, type BurstOrder, type CreatingDeps } from './create-burst.ts'
import type { BurstListener } from './driven-burst.ts'
import type { DrivingDeps } from './driven-burst.ts'
import { createDrivenBursts } from './driven-bursts.ts'
import { createListeners } from './listeners.ts'
import { createSummaries } from './summaries.ts'
import { createTurns } from './turns.ts'
import type { AskedWish } from './wishes.ts'

export type { BurstOrder } from './create-burst.ts'
export type { BurstListener } from './driven-burst.ts'

/** Everything outside that bursts need. The service guards the ports with `checkpoint` itself. */
export type BurstServiceDeps = DrivingDeps & CreatingDeps

/**
 * Bursts, as the faces know them. Ids may be shortened as long as one burst is meant.
 *
 * Wishes answer as soon as they are recorded, and are safe to repeat: one that is fulfilled changes nothing.
 */
export type BurstService = {
  /** Records the burst and begins to drive it. BurstError: `out-not-empty`, `out-not-writable`, `stop-latch`. */
  start(order: BurstOrder): Promise<BurstSummary>
  /** Newest first. */
  list(): BurstSummary[]
  show(id: string): BurstSummary
  pause(id: string): Promise<BurstSummary>
  /** Also takes up one that has ended with items missing. BurstError: `stop-latch`. */
  resume(id: string): Promise<BurstSummary>
  finish(id: string): Promise<BurstSummary>
  approve(id: string): Promise<BurstSummary>
  cancel(id: string): Promise<BurstSummary>
  /** Nothing more is begun after so many seconds of the provider's clock; null takes that back. */
  finishIn(id: string, seconds: number | null): Promise<BurstSummary>
  /** Drives every burst that has not ended; once, at the start of an engine that drives. */
  recover(): Promise<void>
  /** Records on every burst that is driven that kill-all was pressed. */
  killed(): void
  /** Gives back how to stop listening. */
  onEvents(listener: BurstListener): () => void
  summaryOf(state: BurstState): BurstSummary
  /** Ends an instance that one of the bursts driven here works with, for a rule; false where none does. */
  endByRule(attempt: string, broken: Broken): boolean
  /** Every one that has not ended, as it is driven or as its record left it. */
  unfinished(): BurstState[]
  /** Which instances of the bursts that are driven have a model, by hash. */
  modelsOnInstances(): Map<string, string[]>
  /** The full id; BurstError where no burst or more than one is meant. */
  idOf(id: string): string
  /** Resolves when the burst has ended. */
  whenEnded(id: string, signal: AbortSignal): Promise<BurstSummary>
  /** Resolves when every burst that is driven has ended or rests paused without an instance. */
  whenIdle(signal: AbortSignal): Promise<void>
  /** Stops driving without a trace in the record: the next engine carries on. */
  stop(): Promise<void>
}

export function createBurstService(deps: BurstServiceDeps): BurstService {
  const { store, isStopped } = deps
  const summaries = createSummaries(deps)
  const listeners = createListeners<Parameters<BurstListener>>(deps.log)
  const tell: BurstListener = (...told) => listeners.tell(...told)
  const driven = createDrivenBursts(deps, {
    tell,
    ended: state => store.saveSummary(state.id, summaries.of(state)),
  })
  /** One after the other: two starts must not claim one folder, nor two wishes take one burst up. */
  const turns = createTurns()

  const ids = () => store.list().map(({ id }) => id)
  const idOf = (given: string) => resolveBurstId(ids(), given)

  function show(given: string): BurstSummary {
    const id = idOf(given)
    const state = driven.stateOf(id)
    return state ? summaries.of(state) : summaries.stored(id)
  }

  async function ask(given: string, asked: AskedWish): Promise<BurstSummary> {
    const id = idOf(given)
    await turns.take(() => driven.wish(id, asked))
    return show(id)
  }

  async function start(order: BurstOrder): Promise<BurstSummary> {
    refuseIfStopped(isStopped)
    const state = await createBurst(deps, order, tell)
    await driven.drive(state)
    return show(state.id)
  }

  return {
    start: order => turns.take(() => start(order)),
    list: () => ids().map(show),
    show,
    pause: id => ask(id, 'pause'),
    async resume(id) {
      refuseIfStopped(isStopped)
      return await ask(id, 'resume')
    },
    finish: id => ask(id, 'finish'),
    approve: id => ask(id, 'approve'),
    cancel: id => ask(id, 'cancel'),
    finishIn: (given, seconds) =>
      turns.take(async () => {
        const id = idOf(given)
        driven.planFinish(id, seconds)
        return show(id)
      }),
    recover: () => turns.take(() => driven.recover()),
    killed: () => driven.wishOnAll('kill'),
    onEvents: listener => listeners.add(listener),
    endByRule: (attempt, broken) => driven.endByRule(attempt, broken),
    unfinished: () => store.unfinished().flatMap(id => driven.stateOf(id) ?? store.load(id) ?? []),
    modelsOnInstances: () => modelsOn(driven.states()),
    summaryOf: state => summaries.of(state),
    idOf,
    async whenEnded(given, signal) {
      const id = idOf(given)
      await listeners.until(() => !store.unfinished().includes(id), signal)
      return show(id)
    },
    whenIdle: signal => listeners.until(() => driven.areAtRest(), signal),
    async stop() {
      driven.beginToStop()
      await turns.idle()
      await driven.stop()
    },
  }
}

function modelsOn(states: readonly BurstState[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const lane of states.flatMap(({ lanes }) => lanes.filter(isOpen)))
    for (const sha256 of lane.models) found.set(sha256, [...(found.get(sha256) ?? []), instanceIdOf(lane) ?? lane.name])
  return found
}
