/**
 * Where each item of a burst stands.
 *
 * A burst may hold 38,000 items and change one of them 150,000 times, while `evolve` must stay pure. So the list is a
 * persistent one: items are packed into numbers, kept in chunks, and a change copies one chunk and the list of chunks.
 */
export type ItemKind = 'pending' | 'leased' | 'made' | 'verified' | 'released' | 'failed'

export type ItemPlace = { kind: ItemKind; lane: number | null }

export type ItemCounts = Readonly<Record<ItemKind, number>>

export type ItemList = {
  readonly length: number
  readonly chunks: readonly (readonly number[])[]
  readonly counts: ItemCounts
  /** By lane: how many items it holds, leased or made and not yet home. */
  readonly heldBy: readonly number[]
}

const KINDS: readonly ItemKind[] = ['pending', 'leased', 'made', 'verified', 'released', 'failed']
const KIND_BITS = 3
const CHUNK = 512

export function newItems(length: number): ItemList {
  const pending = pack({ kind: 'pending', lane: null })
  const chunks = Array.from({ length: Math.ceil(length / CHUNK) }, (_, index) =>
    Array.from({ length: Math.min(CHUNK, length - index * CHUNK) }, () => pending),
  )
  return {
    length,
    chunks,
    counts: { pending: length, leased: 0, made: 0, verified: 0, released: 0, failed: 0 },
    heldBy: [],
  }
}

/** Where item `index` stands; throws a RangeError for an index the job does not have. */
export function placeOf(items: ItemList, index: number): ItemPlace {
  return unpack(packedAt(items, index))
}

export function withPlace(items: ItemList, index: number, place: ItemPlace): ItemList {
  return withPlaces(items, [index], place)
}

/** Moves several items at once: each touched chunk is copied once. An index may come more than once. */
export function withPlaces(items: ItemList, indexes: Iterable<number>, place: ItemPlace): ItemList {
  const packed = pack(place)
  const chunks = items.chunks.slice()
  const fresh = new Map<number, number[]>()
  const counts = { ...items.counts }
  const heldBy = items.heldBy.slice()
  for (const index of indexes) {
    const at = Math.floor(index / CHUNK)
    const chunk = fresh.get(at) ?? (items.chunks[at] ?? []).slice()
    const before = unpack(chunk[index % CHUNK] ?? packedAt(items, index))
    chunk[index % CHUNK] = packed
    fresh.set(at, chunk)
    counts[before.kind]--
    counts[place.kind]++
    countHeld(heldBy, before, -1)
    countHeld(heldBy, place, 1)
  }
  for (const [at, chunk] of fresh) chunks[at] = chunk
  return { length: items.length, chunks, counts, heldBy }
}

/** Indexes of the items in one of `kinds`, ascending; of one lane only where `lane` is given. */
export function* indexesOf(items: ItemList, kinds: readonly ItemKind[], lane?: number): Generator<number> {
  for (let index = 0; index < items.length; index++) {
    const place = unpack(packedAt(items, index))
    if (kinds.includes(place.kind) && (lane === undefined || place.lane === lane)) yield index
  }
}

function countHeld(heldBy: number[], { kind, lane }: ItemPlace, change: number): void {
  if (lane === null || (kind !== 'leased' && kind !== 'made')) return
  while (heldBy.length <= lane) heldBy.push(0)
  heldBy[lane] = (heldBy[lane] ?? 0) + change
}

function packedAt(items: ItemList, index: number): number {
  const value = items.chunks[Math.floor(index / CHUNK)]?.[index % CHUNK]
  if (value === undefined) throw new RangeError(`item ${index} is not in a job of ${items.length}`)
  return value
}

function pack(place: ItemPlace): number {
  return KINDS.indexOf(place.kind) | ((place.lane === null ? 0 : place.lane + 1) << KIND_BITS)
}

function unpack(packed: number): ItemPlace {
  const lane = packed >> KIND_BITS
  return { kind: KINDS[packed & ((1 << KIND_BITS) - 1)] ?? 'pending', lane: lane === 0 ? null : lane - 1 }
}
