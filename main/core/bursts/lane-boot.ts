import { assertNever } from '../../../common/assert.ts'
import { formatMoney, isSameKind, type Money } from '../../../common/money.ts'
import type { GetResult } from '../providers/provider.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'
import { keepAlive } from './keep-alive.ts'

/** Waits until the provider says that the instance runs and where SSH will answer, within the boot deadline. */
export async function awaitBoot(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const provider = context.providerOf(index)
  const { clock, pollMs, bootDeadlineMs } = provider.facts
  const lane = laneOf(context, index)
  const instanceId = lane.phase.kind === 'booting' ? lane.phase.instanceId : ''
  const deadline = lane.marks.intended + bootDeadlineMs
  for (;;) {
    const answer = await provider.get(instanceId, signal)
    const verdict = judge(answer, clock.now() < lane.marks.intended + provider.facts.createVisibilityMs)
    if (verdict.kind === 'running') return startMeter(context, index, verdict, clock.now())
    if (verdict.kind === 'lost') return closeLane(context, index, verdict.reason, verdict.message)
    // While the provider cannot be asked, nobody knows whether it runs.
    if (clock.now() >= deadline && answer.kind !== 'trouble')
      return closeLane(
        context,
        index,
        'boot-timeout',
        `the instance did not start within ${Math.round(bootDeadlineMs / 60_000)} minutes`,
      )
    await keepAlive(context, index, signal)
    await clock.sleep(pollMs, signal)
  }
}

/** Small things may be within a seller's rate that are not in the one of the offer, as the disk that was asked for. */
const AS_GOOD_AS_AGREED = 1.05

/** Reads back what is really billed: a lane that is dearer than agreed is told, and in strict mode it ends at once. */
function startMeter(
  context: BurstContext,
  index: number,
  { billedFrom, pricePerHour }: Extract<Verdict, { kind: 'running' }>,
  now: number,
): void {
  const agreed = laneOf(context, index).pricePerHour
  const billed = pricePerHour && context.inAccount(pricePerHour)
  const isDearer = billed !== null && isSameKind(billed, agreed) && billed.micros > agreed.micros * AS_GOOD_AS_AGREED
  context.recorder.record(
    [
      {
        type: 'lane.running',
        lane: index,
        billedFrom: billedFrom ?? now,
        ...(isDearer ? { billedPerHour: billed } : {}),
      },
    ],
    { durable: true },
  )
  if (!isDearer) return
  const message = `it bills ${formatMoney(billed)} an hour, and ${formatMoney(agreed)} was agreed`
  context.log(`lane ${index}: ${message}`)
  if (context.isPriceStrict()) closeLane(context, index, 'failed', message)
}

type Verdict =
  | { kind: 'wait' }
  | { kind: 'running'; billedFrom: number | null; pricePerHour: Money | null }
  | { kind: 'lost'; reason: 'failed' | 'preempted'; message: string }

/** What an answer about an instance means for its lane. `young`: it may still be invisible. */
export function judge(answer: GetResult, young: boolean): Verdict {
  if (answer.kind === 'trouble') return { kind: 'wait' }
  if (answer.kind === 'not-found')
    return young
      ? { kind: 'wait' }
      : { kind: 'lost', reason: 'failed', message: 'the provider no longer knows the instance' }
  const { state, billedFrom, ssh, pricePerHour } = answer.instance
  switch (state) {
    case 'running':
      return ssh ? { kind: 'running', billedFrom, pricePerHour } : { kind: 'wait' }
    case 'preempted':
      return { kind: 'lost', reason: 'preempted', message: 'the provider took the instance back' }
    case 'failed':
    case 'stopped':
    case 'terminating':
    case 'gone':
      return { kind: 'lost', reason: 'failed', message: `the provider says the instance is ${state}` }
    case 'provisioning':
    case 'unknown':
      return { kind: 'wait' }
    default:
      return assertNever(state)
  }
}
