import { assertNever } from '../../../common/assert.ts'
import { conclude } from './conclude.ts'
import type { BurstContext } from './context.ts'
import { decide, type Step } from './decide.ts'
import { askedForLook } from './planned-finish.ts'
import { awaitBoot } from './lane-boot.ts'
import { createInstance, lookUpInstance, openLane } from './lane-create.ts'
import { endLane } from './lane-end.ts'
import { keepImage } from './lane-image.ts'
import { keptWarm } from './lane-warm.ts'
import { watchLane } from './lane-watch.ts'
import { workLane } from './lane-work.ts'

export type Driver = {
  /** Looks at the burst again, e.g. after a wish was recorded. */
  poke(): void
  /** Resolves when the burst has ended or the driver was stopped. */
  readonly done: Promise<void>
  /** Stops every task without a trace in the record: as after a crash, the next driver carries on. */
  stop(): Promise<void>
}

/** A task that failed unexpectedly is tried again after this long, real milliseconds. */
const RETRY_MS = { first: 250, most: 30_000 }

/** The running task and the way to stop it. */
type Running = { abort: AbortController; settled: Promise<void> }

/**
 * Carries a burst out: asks `decide` what should be going on and makes it so, until the burst has ended.
 *
 * It holds nothing that matters: whatever it knows is in the record. So it may die at any point.
 */
export function driveBurst(context: BurstContext): Driver {
  const { recorder, log } = context
  const running = new Map<string, Running>()
  const stopping = new AbortController()
  const { promise: done, resolve: finish } = Promise.withResolvers<void>()
  const sent = new Set<string>()
  const failures = new Map<string, number>()
  let scheduled = false

  recoverIntents(context)

  function poke(): void {
    if (scheduled || stopping.signal.aborted) return
    scheduled = true
    queueMicrotask(() => {
      scheduled = false
      if (!stopping.signal.aborted) lookAgainOnFailure()
    })
  }

  /** What cannot be recorded now (a full disk, say) is decided once more a little later. */
  function lookAgainOnFailure(): void {
    try {
      look()
    } catch (error) {
      log(`burst ${recorder.state().id} could not be decided and is looked at again`, error)
      context.rest(RETRY_MS.most, stopping.signal).then(poke, () => undefined)
    }
  }

  function look(): void {
    let steps = decide(recorder.state())
    for (let decisions = steps.filter(isDecision); decisions.length > 0; decisions = steps.filter(isDecision)) {
      for (const step of decisions) carryOut(step)
      steps = decide(recorder.state())
    }
    if (recorder.state().ended) return finish()
    const wanted = new Map(steps.map(step => [keyOf(step), step]))
    for (const [key, task] of running) if (!wanted.has(key)) task.abort.abort(new Error('no longer wanted'))
    for (const [key, step] of wanted) if (!running.has(key)) start(key, step)
  }

  function carryOut(step: Step): void {
    if (step.do === 'record') recorder.record([step.event], { durable: true })
    if (step.do === 'keep-warm') recorder.record([keptWarm(context, step.lane)], { durable: true })
    if (step.do === 'ask-for-look') recorder.record([askedForLook(context)], { durable: true })
    if (step.do === 'lease') {
      const share = `${step.lane}-${recorder.state().lanes[step.lane]?.shares.length ?? 0}`
      recorder.record([{ type: 'lane.leased', lane: step.lane, share, items: step.items }], { durable: true })
    }
  }

  function start(key: string, step: Step): void {
    const abort = new AbortController()
    const signal = AbortSignal.any([abort.signal, stopping.signal])
    const settled = run(step, signal)
      .then(() => void failures.delete(key))
      .catch(async (error: unknown) => {
        if (signal.aborted) return
        const before = failures.get(key) ?? 0
        failures.set(key, before + 1)
        log(`task ${key} of burst ${recorder.state().id} failed and is tried again`, error)
        await context.rest(Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** before), signal).catch(() => undefined)
      })
      .finally(() => {
        running.delete(key)
        poke()
      })
    running.set(key, { abort, settled })
  }

  function run(step: Step, signal: AbortSignal): Promise<void> {
    switch (step.do) {
      case 'open-lane':
        return openLane(context, step.offer)
      case 'create':
        return createInstance(context, step.lane, sent, signal)
      case 'look-up':
        return lookUpInstance(context, step.lane, signal)
      case 'await-boot':
        return awaitBoot(context, step.lane, signal)
      case 'work':
        return workLane(context, step.lane, signal)
      case 'watch':
        return watchLane(context, step.lane, signal)
      case 'keep-image':
        return keepImage(context, step.lane, signal)
      case 'end-lane':
        return endLane(context, step.lane, signal)
      case 'conclude':
        return conclude(context)
      case 'record':
      case 'lease':
      case 'keep-warm':
      case 'ask-for-look':
        return Promise.resolve()
      default:
        return assertNever(step)
    }
  }

  context.onChange(poke, stopping.signal)
  poke()
  return {
    poke,
    done,
    async stop() {
      stopping.abort(new Error('the engine is stopping'))
      await Promise.all([...running.values()].map(task => task.settled))
      finish()
    },
  }
}

/**
 * An intent without an answer, found at the start: the request may have left before the crash. So its answer is lost,
 * and it is looked up, never re-sent (law 1).
 */
function recoverIntents({ recorder }: BurstContext): void {
  const intended = recorder.state().lanes.filter(lane => lane.phase.kind === 'intended')
  if (intended.length === 0) return
  recorder.record(
    intended.map(lane => ({
      type: 'lane.unknown',
      lane: lane.lane,
      message: 'Burst ended before the answer of the create came',
    })),
    { durable: true },
  )
}

function isDecision(step: Step): boolean {
  return ['record', 'lease', 'keep-warm', 'ask-for-look'].includes(step.do)
}

function keyOf(step: Step): string {
  return 'lane' in step ? `${step.do}:${step.lane}` : step.do
}
