import { z } from 'zod'

const count = z.int().min(0)

/** Something that is on its way now: one model, or the pictures of a lane together. Never recorded. */
export const Transfer = z.strictObject({
  burstId: z.string(),
  lane: count,
  kind: z.enum(['model', 'pictures']),
  /** `up` and `down` use the home line; `fetch` is the instance's own; `check` reads what has arrived. */
  way: z.enum(['up', 'down', 'fetch', 'check']),
  /** The model's name; empty for pictures. */
  name: z.string(),
  bytes: count,
  bytesDone: count,
  files: count,
  filesDone: count,
  /** Null before it is known. */
  bytesPerSecond: z.number().min(0).nullable(),
})
export type Transfer = z.infer<typeof Transfer>

/** Null where nothing can be said yet. */
export function secondsToGo({
  bytes,
  bytesDone,
  bytesPerSecond,
}: Pick<Transfer, 'bytes' | 'bytesDone' | 'bytesPerSecond'>): number | null {
  if (bytesPerSecond === null || bytesPerSecond <= 0) return null
  return Math.max(0, bytes - bytesDone) / bytesPerSecond
}

/** Several as one, as for a whole burst: their bytes and rates add up. Null for none. */
export function sumOf(transfers: readonly Transfer[]): Omit<Transfer, 'kind' | 'way' | 'name' | 'lane'> | null {
  const [first] = transfers
  if (!first) return null
  const sum = (pick: (transfer: Transfer) => number) => transfers.reduce((total, each) => total + pick(each), 0)
  const isKnown = transfers.some(({ bytesPerSecond }) => bytesPerSecond !== null)
  return {
    burstId: first.burstId,
    bytes: sum(({ bytes }) => bytes),
    bytesDone: sum(({ bytesDone }) => bytesDone),
    files: sum(({ files }) => files),
    filesDone: sum(({ filesDone }) => filesDone),
    bytesPerSecond: isKnown ? sum(({ bytesPerSecond }) => bytesPerSecond ?? 0) : null,
  }
}
