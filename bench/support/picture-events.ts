import type { BurstEvent } from '../../common/bursts/events.ts'

const BYTES = 4_000_000
const sha256Of = (item: number) => item.toString(16).padStart(64, '0')

/** A picture was made and journaled; what happens to it comes in the order of these functions. */
export function made(item: number): BurstEvent {
  const file = { path: `burst/bench/0/${item}_00001_.png`, bytes: BYTES, sha256: sha256Of(item) }
  return { type: 'item.made', lane: 0, item, attempt: 1, file, gpu: [item * 6000, (item + 1) * 6000] }
}

export function verified(item: number): BurstEvent {
  return { type: 'item.verified', lane: 0, item, bytes: BYTES, sha256: sha256Of(item), adopted: false }
}

export function released(item: number): BurstEvent {
  return { type: 'item.released', lane: 0, item }
}
