import { z } from 'zod'
import { roundedToSum } from '../bursts/rounded-to-sum.ts'
import type { Lane } from '../bursts/state.ts'

/** What the billed seconds of an instance went to, one after the other. */
export const SECOND_KINDS = [
  'boot',
  'set-up',
  'models and job',
  'generation',
  'idle',
  'tail',
  'teardown',
  'rounding',
] as const
export type SecondKind = (typeof SECOND_KINDS)[number]

/** Billed seconds by kind; they add up to what is billed, in whole milliseconds. */
export const SecondSplit = z.record(z.enum(SECOND_KINDS), z.number().min(0))
export type SecondSplit = z.infer<typeof SecondSplit>

/**
 * Divides the billed seconds of an instance that is gone. `until` is when that was seen, ms on the provider's clock.
 *
 * A seller that counts from the create bills the boot; what its step or minimum adds beyond the time that passed is
 * rounding. Where it bills less than our clock says, the last stretches are short: nobody knows which seconds it left out.
 */
export function splitOf(
  { marks, gpu }: Pick<Lane, 'marks' | 'gpu'>,
  billedSeconds: number,
  until: number,
): SecondSplit {
  const billed = billedSeconds * 1000
  const running = Math.min(marks.running ?? until, until)
  const lived = until - running
  const bootMs = Math.max(0, Math.min(billed - lived, running - marks.intended))
  const work = stretches(marks, running, until)
  const busy = Math.min(gpu.busyMs, work.making)
  const parts: [SecondKind, number][] = [
    ['boot', bootMs],
    ['set-up', work.setup],
    ['models and job', work.sending],
    ['generation', busy],
    ['idle', work.making - busy],
    ['tail', work.tail],
    ['teardown', work.teardown],
  ]
  let left = billed
  const taken = parts.map(([kind, ms]): [SecondKind, number] => {
    const part = Math.min(left, ms)
    left -= part
    return [kind, part]
  })
  const all: [SecondKind, number][] = [...taken, ['rounding', left]]
  const whole = roundedToSum(all.map(([, ms]) => ms))
  return Object.fromEntries(all.map(([kind], index) => [kind, (whole[index] ?? 0) / 1000])) as SecondSplit
}

/** How long each stretch of an instance's life took, ms. What was not reached belongs to the one that was going on. */
function stretches(marks: Lane['marks'], running: number, until: number) {
  const closing = within(marks.closing ?? until, running, until)
  const ready = within(marks.ready ?? closing, running, closing)
  const delivered = within(marks.delivered ?? closing, ready, closing)
  const made = within(marks.lastMade ?? closing, delivered, closing)
  return {
    setup: ready - running,
    sending: delivered - ready,
    making: made - delivered,
    tail: closing - made,
    teardown: until - closing,
  }
}

function within(instant: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, instant))
}
