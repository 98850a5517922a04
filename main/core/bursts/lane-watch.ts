import { heldItems, instanceIdOf, isRunning, type Lane } from '../../../common/bursts/state.ts'
import { finishIfSpent } from './budget-finish.ts'
import { closeLane, laneOf, mayEndLane, withdrawEnd, type BurstContext } from './context.ts'
import { closeAtEnd, keepAlive } from './keep-alive.ts'
import { judge } from './lane-boot.ts'
import { closeIfCold, untilCold } from './lane-warm.ts'
import { finishIfDue, untilFinish } from './planned-finish.ts'
import { reasonToGiveBack } from './slow-host.ts'
import { startWait, type Patience, type Wait } from './patience.ts'

/** So many times less often than while it is waited for. */
const LOOKS_APART = 5

/** Until ComfyUI answers on the instance. */
const SETUP: Patience = { ms: 20 * 60_000, realMs: 60_000 }

/** From one sign of progress to the next, while the lane has work: at least this long in real time. */
const STALLED_REAL_MS = 120_000

/** Looks at a working instance from the outside: is it still ours, does it come on, how long may it live. */
export async function watchLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { clock, pollMs } = context.providerOf(index).facts
  const isStuck = progressOf(context, index)
  while (isRunning(laneOf(context, index))) {
    await clock.sleep(Math.min(pollMs * LOOKS_APART, untilFinish(context), untilCold(context, index)), signal)
    finishIfDue(context)
    closeIfCold(context, index)
    if (!isRunning(laneOf(context, index))) return
    finishIfSpent(context, pollMs * LOOKS_APART)
    if (await isLost(context, index, signal)) return
    const stuck = isStuck()
    if (stuck !== null) return closeLane(context, index, 'setup-failed', stuck)
    if (giveBackIfSlow(context, index)) return
    await keepAlive(context, index, signal)
  }
}

/** Another machine of its kind does the rest sooner. */
function giveBackIfSlow(context: BurstContext, index: number): boolean {
  if (!context.givesBackSlow(index)) return false
  const slow = reasonToGiveBack(context.recorder.state(), laneOf(context, index))
  if (slow !== null) closeLane(context, index, 'slow', slow)
  return slow !== null
}

async function isLost(context: BurstContext, index: number, signal: AbortSignal): Promise<boolean> {
  const lane = laneOf(context, index)
  const answer = await context.providerOf(index).get(instanceIdOf(lane) ?? '', signal)
  const verdict = judge(answer, false)
  if (verdict.kind !== 'lost') return false
  if (verdict.reason !== 'preempted' && context.providerOf(index).facts.clock.now() >= lane.endBy)
    closeAtEnd(context, index)
  else closeLane(context, index, verdict.reason, verdict.message)
  return true
}

/**
 * Gives back a question: what the lane has been waiting for in vain, once it may be ended for that; null while it comes on.
 *
 * Asked only while connected: without a connection nobody here knows what the instance does, and it may do much.
 */
function progressOf(context: BurstContext, index: number): () => string | null {
  let seen: number | null = null
  let wait: Wait | null = null
  return () => {
    const lane = laneOf(context, index)
    const isSetUp = lane.marks.ready !== null
    // A large model on its way up is progress too.
    const sign = isConnected(lane) ? lastSignOf(lane) + context.board.signOf(context.recorder.state().id, index) : null
    const { idleMs } = context.patience()
    if (sign !== seen) {
      if (wait?.isOver()) withdrawEnd(context, index, 'idle')
      wait = sign === null ? null : startWait(context, isSetUp ? stalled(idleMs) : SETUP)
    }
    seen = sign
    if (!wait?.isOver()) return null
    if (!isSetUp) return 'ComfyUI did not answer in time on the instance'
    if (heldItems(context.recorder.state(), lane) === 0) return null
    const message = `the instance has not made a picture for ${Math.round((idleMs ?? 0) / 60_000)} minutes`
    return mayEndLane(context, index, 'idle', message) ? message : null
  }
}

function stalled(idleMs: number | null): Patience {
  return { ms: idleMs ?? Infinity, realMs: STALLED_REAL_MS }
}

function isConnected({ phase }: Lane): boolean {
  return phase.kind === 'running' && phase.connected
}

function lastSignOf({ marks }: Lane): number {
  return Math.max(marks.running ?? 0, marks.ready ?? 0, marks.delivered ?? 0, marks.lastMade ?? 0)
}
