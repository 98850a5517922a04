/** How much of the home line pictures may take; shared by everything that takes from it. */
export type LineLimit = {
  /** Resolves when so many bytes may be taken. Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<void>
}

export type LineLimitOptions = {
  /** Read at each take, so that a change counts at once; 0 for no limit. */
  readonly bytesPerSecond: () => number
  /** Real time, ms. */
  readonly now: () => number
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Whoever takes waits until those before have had their time on the line: nobody is served twice before another once. */
export function createLineLimit({ bytesPerSecond, now, rest }: LineLimitOptions): LineLimit {
  let freeAt = 0
  return {
    async take(bytes, signal) {
      const rate = bytesPerSecond()
      if (rate <= 0) return
      const from = Math.max(now(), freeAt)
      freeAt = from + (bytes / rate) * 1000
      if (from > now()) await rest(from - now(), signal)
    },
  }
}

export const NO_LIMIT: LineLimit = { take: async () => undefined }
