import { z } from 'zod'
import type { BurstState, Lane } from '../bursts/state.ts'
import { providerOfOffer } from '../bursts/plan.ts'
import { Strategy } from './strategy.ts'
import { Work } from './work.ts'

const seconds = z.number().min(0)

/** What one lane of a burst has shown. Seconds on the provider's clock. */
export const Observation = z.strictObject({
  provider: z.string(),
  gpu: z.string(),
  /** Absent in what older Bursts wrote. */
  strategy: Strategy.default('on-demand'),
  /** Practice machines teach nothing about real ones. */
  simulated: z.boolean(),
  /** When, ms since 1970. */
  at: z.int(),
  work: Work,
  images: z.int().min(1),
  secondsPerImage: z.number().positive(),
  provision: seconds,
  setup: seconds,
  upload: seconds,
  tail: seconds,
  teardown: seconds,
  unbilled: seconds,
})
export type Observation = z.infer<typeof Observation>

/** Fewer pictures say nothing of their pace. */
const ENOUGH = 4

/** What a burst's lanes have shown; those that came to nothing, or were taken up where others left off, show nothing. */
export function observationsOf(state: BurstState, work: Work): Observation[] {
  // What waited for somebody to look says nothing of the machine.
  if (state.plan.canarySeconds !== undefined) return []
  return state.lanes.flatMap(lane => observationOf(state, lane, work) ?? [])
}

function observationOf(state: BurstState, lane: Lane, work: Work): Observation | null {
  const { intended, running, ready, firstMade, lastMade, gone } = lane.marks
  const closing = lane.marks.closing ?? lastMade
  const { pictures, firstEnd, lastEnd } = lane.gpu
  const offer = state.plan.offers[lane.offer]
  if (running === null || ready === null || firstMade === null || lastMade === null || gone === null) return null
  if (closing === null || !offer || pictures < ENOUGH || lastEnd <= firstEnd) return null
  // On the instance's own clock: a laptop that slept meanwhile hears of all pictures at once.
  const secondsPerImage = (lastEnd - firstEnd) / 1000 / (pictures - 1)
  const between = (from: number, to: number) => Math.max(0, to - from) / 1000
  const provision = between(intended, running)
  const teardown = between(closing, gone)
  const lifetime = between(intended, gone)
  return {
    provider: providerOfOffer(state.plan, lane.offer),
    gpu: offer.gpu,
    strategy: state.plan.strategy,
    simulated: lane.pricePerHour.simulated,
    at: state.last.at,
    work,
    images: pictures,
    secondsPerImage,
    provision,
    setup: between(running, ready),
    upload: Math.max(0, between(ready, firstMade) - secondsPerImage),
    tail: between(lastMade, closing),
    teardown,
    // A bill that is rounded up to an hour does not say what was charged for.
    unbilled: lane.billed ? Math.min(Math.max(0, lifetime - lane.billed.seconds), provision + teardown) : provision,
  }
}
