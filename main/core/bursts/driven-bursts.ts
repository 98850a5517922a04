import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { isLive, type BurstState, type Lane } from '../../../common/bursts/state.ts'
import type { Broken } from '../../../common/watchdog/rules.ts'
import type { Provider } from '../providers/provider.ts'
import { takeUp, type BurstListener, type DrivenBurst, type DrivingDeps } from './driven-burst.ts'
import type { Driver } from './driver.ts'
import { handedTo, handingOver, type Handed } from './handed.ts'
import { watchLatch } from './latch-watch.ts'
import { withFileCheckpoints, withKeyCheckpoints } from './outside.ts'
import { writeManifest } from './session-records.ts'
import { laneOfAttempt, ruleEvents } from './rule-events.ts'
import { wishEvents, type AskedWish } from './wishes.ts'

/** The bursts that are driven now. One that has ended leaves the memory. */
export type DrivenBursts = {
  /** Null for a burst that is not driven. */
  stateOf(id: string): BurstState | null
  states(): BurstState[]
  /** Begins to carry out a burst that has just been created. */
  drive(state: BurstState): Promise<void>
  /** Carries on with every burst that has not ended and is not driven yet, and cleans up after a crash. */
  recover(): Promise<void>
  /** Records a wish; a burst that is not driven is taken up, where the wish means anything to it. */
  wish(id: string, asked: AskedWish): Promise<void>
  /** In how many seconds nothing more is begun, on the provider's clock; nothing where the burst does not run. */
  planFinish(id: string, seconds: number | null): void
  wishOnAll(asked: AskedWish): void
  /** Ends the instance of an attempt for a rule, in its burst's own order; false where no burst that is driven has it. */
  endByRule(attempt: string, broken: Broken): boolean
  /** Every one has ended, or rests paused without an instance. */
  areAtRest(): boolean
  /** From here on nothing new is taken up. */
  beginToStop(): void
  stop(): Promise<void>
}

/** `released` resolves when the burst has ended and is out of memory, or is no longer driven. */
type Active = { readonly burst: DrivenBurst; readonly driver: Driver; readonly released: Promise<void> }

/** `ended` is called once for each burst that has ended, before it leaves the memory. */
export function createDrivenBursts(
  deps: DrivingDeps,
  { tell, ended }: { tell: BurstListener; ended: (state: BurstState) => void },
): DrivenBursts {
  const { store, isStopped, log } = deps
  const files = withFileCheckpoints(deps.files, deps.checkpoint)
  const keys = withKeyCheckpoints(deps.keys, deps.checkpoint)
  const active = new Map<string, Active>()
  const stopping = new AbortController()
  let watching: Promise<void> | null = null

  const stateOf = (id: string) => active.get(id)?.burst.recorder.state() ?? null
  const wishOnAll = (asked: AskedWish) => active.forEach(({ burst }) => record(burst, asked))

  /** The first steps may be wishes: they are recorded before anything is done. */
  async function drive(state: BurstState, wishes: readonly AskedWish[] = []): Promise<void> {
    const provider = deps.providerOf(state.plan.provider)
    if (!provider) return log(`burst ${state.id} cannot be driven: provider ${state.plan.provider} is not known`)
    const burst = takeUp(deps, provider, state, { tell, takeOver })
    for (const asked of wishes) record(burst, asked)
    await writeOngoing(burst.recorder.state(), provider)
    if (stopping.signal.aborted) return
    const driver = burst.drive()
    active.set(state.id, { burst, driver, released: driver.done.then(() => release(state.id, burst, driver)) })
    if (isStopped()) record(burst, 'kill')
    watching ??= watchLatch(deps, stopping.signal, () => wishOnAll('kill'))
  }

  /** The other burst writes first that it let go: a crash in between leaves one that still may be taken. */
  function takeOver({ burstId, lane }: { burstId: string; lane: number }, to: string): Handed | null {
    const giver = active.get(burstId)?.burst.recorder
    if (!giver) return handedTo(store.load(burstId)?.lanes[lane], to)
    const { plan, lanes } = giver.state()
    const offer = lanes[lane]?.offer ?? 0
    const facts = deps.providerOf(providerOfOffer(plan, offer))?.facts
    if (!facts) return null
    const billing = plan.offers[offer]?.billing ?? facts.billing
    giver.record([state => handingOver(state, lane, { to, clockNow: facts.clock.now(), billing })], { durable: true })
    return handedTo(giver.state().lanes[lane], to)
  }

  /** A readable manifest is there from the start; that it cannot be written now is no reason not to drive. */
  async function writeOngoing(state: BurstState, { facts }: Provider): Promise<void> {
    if (state.ended) return
    await writeManifest({ files, store, billing: facts.billing }, state, 'ongoing').catch((error: unknown) =>
      log(`the manifest of burst ${state.id} cannot be written yet`, error),
    )
  }

  async function release(id: string, { recorder }: DrivenBurst, driver: Driver): Promise<void> {
    const state = recorder.state()
    if (!state.ended) return
    await driver.stop()
    try {
      ended(state)
    } catch (error) {
      log(`the summary of burst ${id} cannot be kept`, error)
    }
    active.delete(id)
  }

  async function takeUpStored(id: string, wishes: readonly AskedWish[] = []): Promise<void> {
    const state = active.has(id) ? null : store.load(id)
    if (!state) return
    const isAsked = wishes.some(asked => wishEvents(state, asked).length > 0)
    if (!state.ended || isAsked) await drive(state, wishes)
  }

  /** A crash between making the keys of an attempt and writing its intent leaves keys that open nothing. */
  async function forgetUnusedKeys(states: readonly BurstState[]): Promise<void> {
    const used = new Set(states.flatMap(state => state.lanes.filter(needsKeys)).map(lane => lane.attempt))
    try {
      for (const attempt of await keys.list()) if (!used.has(attempt)) await keys.remove(attempt)
    } catch (error) {
      log('keys that nobody needs could not be removed', error)
    }
  }

  return {
    stateOf,
    states: () => [...active.values()].map(({ burst }) => burst.recorder.state()),
    drive: state => drive(state),
    async recover() {
      const states = store.unfinished().flatMap(id => (active.has(id) ? [] : (store.load(id) ?? [])))
      if (active.size === 0) await forgetUnusedKeys(states)
      for (const state of states) await drive(state)
    },
    async wish(id, asked) {
      if (stateOf(id)?.ended) await active.get(id)?.released
      const driven = active.get(id)
      if (driven) record(driven.burst, asked)
      else await takeUpStored(id, [asked])
    },
    planFinish(id, seconds) {
      const recorder = active.get(id)?.burst.recorder
      const now = deps.providerOf(recorder?.state().plan.provider ?? '')?.facts.clock.now()
      if (!recorder || now === undefined) return
      const at = seconds === null ? null : Math.round(now + seconds * 1000)
      recorder.record(
        [
          state =>
            state.ended || state.wish !== 'run' || state.finishAt === at ? [] : [{ type: 'burst.finish-planned', at }],
        ],
        { durable: true },
      )
    },
    wishOnAll,
    endByRule(attempt, broken) {
      const found = [...active.values()].find(({ burst }) => laneOfAttempt(burst.recorder.state(), attempt) !== null)
      found?.burst.recorder.record([state => ruleEvents(state, attempt, broken)], { durable: true })
      return found !== undefined
    },
    areAtRest: () => [...active.values()].every(({ burst }) => isAtRest(burst.recorder.state())),
    beginToStop: () => stopping.abort(new Error('the engine is stopping')),
    async stop() {
      stopping.abort(new Error('the engine is stopping'))
      await watching
      await Promise.all([...active.values()].map(({ driver, released }) => driver.stop().then(() => released)))
      active.clear()
    },
  }
}

/** Whoever an instance was handed to may not have taken it yet. */
function needsKeys(lane: Lane): boolean {
  return isLive(lane) || lane.phase.kind === 'handed'
}

function isAtRest({ ended, wish, lanes }: BurstState): boolean {
  return ended !== null || (wish === 'pause' && !lanes.some(isLive))
}

function record({ recorder }: DrivenBurst, asked: AskedWish): void {
  recorder.record([state => wishEvents(state, asked)], { durable: true })
}
