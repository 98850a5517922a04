import type { StateCreator } from 'zustand'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { withSample, type Sample } from '../../common/bursts/pace.ts'
import type { StreamEvent } from '../../common/contract.ts'

export type BurstsSlice = {
  /** By id; null until the engine has told. */
  readonly bursts: Readonly<Record<string, BurstSummary>> | null
  /** What the pace of a running burst is read from, by id. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>
  readonly applyBursts: (told: StreamEvent<'bursts'>, atMs: number) => void
}

export const createBurstsSlice: StateCreator<BurstsSlice> = set => ({
  bursts: null,
  samples: {},
  applyBursts: (told, atMs) =>
    set(({ bursts, samples }) =>
      told.type === 'snapshot'
        ? {
            bursts: Object.fromEntries(told.bursts.map(burst => [burst.id, burst])),
            samples: told.bursts.reduce((all, burst) => sampled(all, burst, atMs), samples),
          }
        : { bursts: { ...bursts, [told.burst.id]: told.burst }, samples: sampled(samples, told.burst, atMs) },
    ),
})

function sampled(samples: BurstsSlice['samples'], burst: BurstSummary, atMs: number): BurstsSlice['samples'] {
  if (burst.endedAt !== null) {
    const { [burst.id]: _, ...rest } = samples
    return rest
  }
  const sample = { atMs, collected: burst.images.collected }
  return { ...samples, [burst.id]: withSample(samples[burst.id] ?? [], sample) }
}

/** Newest first. */
export function burstList(bursts: BurstsSlice['bursts']): BurstSummary[] {
  return Object.values(bursts ?? {}).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

/** A lane whose end is not proven may be billing; so may a burst that has not ended. */
export function mayBeBilling(burst: BurstSummary): boolean {
  return burst.lanes.some(({ confirmedGone }) => !confirmedGone)
}

/** Instances that were told to end and are not seen gone: they may still be billing. */
export function endingInstances(bursts: BurstsSlice['bursts']): string[] {
  return Object.values(bursts ?? {}).flatMap(({ lanes }) =>
    lanes.flatMap(({ state, confirmedGone, instanceId }) =>
      state === 'closing' && !confirmedGone && instanceId !== null ? [instanceId] : [],
    ),
  )
}

/** The name for people: folders are named without spaces. */
export function burstTitle({ name }: BurstSummary): string {
  return name.replaceAll('_', ' ')
}

export function isUnderWay(burst: BurstSummary): boolean {
  return burst.endedAt === null && burst.state !== 'paused'
}
