import type { RecordedEvent } from '../../../common/bursts/events.ts'
import { providerOfOffer } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { Provider } from '../providers/provider.ts'
import type { BurstContext } from './context.ts'
import { driveBurst, type Driver } from './driver.ts'
import {
  withConnectCheckpoints,
  withFileCheckpoints,
  withKeyCheckpoints,
  withProviderCheckpoints,
  type Checkpoint,
} from './outside.ts'
import { createRecorder, type Recorder } from './recorder.ts'

/** Everything outside that driving a burst needs, unguarded. */
export type DrivingDeps = Omit<
  BurstContext,
  'provider' | 'providerOf' | 'givesBackSlow' | 'recorder' | 'connections' | 'onChange' | 'takeOver' | 'chargedBefore'
> & {
  readonly checkpoint: Checkpoint
  /** Also machines of practice money are given back where they are slow. */
  readonly givesBackPractice?: boolean
  /** Null for a provider that this app does not know (any more). */
  readonly providerOf: (id: string) => Provider | null
}

/** Told after the commit, in order; `state` is the state after the last of the records. */
export type BurstListener = (records: readonly RecordedEvent[], state: BurstState) => void

/** A burst in memory: its record, and from `drive` on whoever carries it out. */
export type DrivenBurst = {
  readonly recorder: Recorder
  drive(): Driver
}

/** Takes a burst up as its record left it; nothing happens before `drive`. */
export function takeUp(
  deps: DrivingDeps,
  provider: Provider,
  initial: BurstState,
  { tell, takeOver }: { tell: BurstListener; takeOver: BurstContext['takeOver'] },
): DrivenBurst {
  const listeners = new Set<() => void>()
  const recorder = createRecorder({
    store: deps.store,
    initial,
    wallNow: deps.wallNow,
    clockNow: () => provider.facts.clock.now(),
    publish: (records, state) => {
      for (const listener of listeners) guarded(deps, listener)
      guarded(deps, () => tell(records, state))
    },
    checkpoint: deps.checkpoint,
  })
  const context = contextOf({ ...deps, takeOver }, provider, recorder, (listener, signal) => {
    if (signal.aborted) return
    listeners.add(listener)
    signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
  })
  return { recorder, drive: () => driveBurst(context) }
}

/** What is committed has happened: whoever fails to hear of it must not make the recording fail. */
function guarded({ log }: DrivingDeps, listener: () => void): void {
  try {
    listener()
  } catch (error) {
    log('somebody who was told of an event failed', error)
  }
}

/** A card at home has no time of its own: it works on that of the burst, which may be faster than life. */
function onClockOf({ facts }: Provider, found: Provider): Provider {
  return found.facts.hasOwnModels === true ? { ...found, facts: { ...found.facts, clock: facts.clock } } : found
}

function contextOf(
  deps: DrivingDeps & Pick<BurstContext, 'takeOver'>,
  provider: Provider,
  recorder: Recorder,
  onChange: BurstContext['onChange'],
): BurstContext {
  const guardedOnes = new Map<string, Provider>()
  return {
    ...deps,
    provider: withProviderCheckpoints(provider, deps.checkpoint),
    providerOf: lane => {
      const { plan, lanes } = recorder.state()
      const id = providerOfOffer(plan, lanes[lane]?.offer ?? 0)
      const found = id === provider.id ? provider : deps.providerOf(id)
      if (!found) throw new Error(`lane ${lane} is at a provider that is not known: ${id}`)
      const kept = guardedOnes.get(id) ?? withProviderCheckpoints(onClockOf(provider, found), deps.checkpoint)
      guardedOnes.set(id, kept)
      return kept
    },
    chargedBefore: attempt => deps.store.chargedBefore(attempt),
    givesBackSlow: lane =>
      (recorder.state().lanes[lane]?.pricePerHour.micros ?? 0) > 0 &&
      (deps.givesBackPractice === true || !provider.facts.simulated),
    connect: withConnectCheckpoints(deps.connect, deps.checkpoint),
    files: withFileCheckpoints(deps.files, deps.checkpoint),
    keys: withKeyCheckpoints(deps.keys, deps.checkpoint),
    recorder,
    connections: new Map(),
    onChange,
  }
}
