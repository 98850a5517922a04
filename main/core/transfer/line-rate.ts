/** What a line carries, as far as it was seen: bytes a second over the last few seconds in which something was under way. */
export type LineRate = {
  /** Something begins while nothing was under way. */
  begin(): void
  /** So many bytes have arrived. */
  arrived(bytes: number): void
  /** Nothing is under way any more. */
  rest(): void
  /** Null before anything has arrived. */
  bytesPerSecond(): number | null
}

/** What was seen longer ago counts less and less, ms. */
const REMEMBERED_MS = 4000

export function createLineRate(now: () => number): LineRate {
  let since: number | null = null
  let busyMs = 0
  let bytes = 0

  function count(more: number): void {
    if (since === null) return
    const at = now()
    busyMs += at - since
    since = at
    bytes += more
    if (busyMs <= REMEMBERED_MS) return
    bytes *= REMEMBERED_MS / busyMs
    busyMs = REMEMBERED_MS
  }

  return {
    begin: () => void (since ??= now()),
    arrived: count,
    rest() {
      count(0)
      since = null
    },
    bytesPerSecond: () => (bytes === 0 || busyMs <= 0 ? null : (bytes / busyMs) * 1000),
  }
}
