import type { Clock } from '../clock.ts'
import { bringHome, type Collectable, type MismatchCode, type Way } from './bring-home.ts'
import { DiskFullError } from './disk-full.ts'
import { createLineRate } from './line-rate.ts'
import { createFolderSync } from './folder-sync.ts'

/** Between two tries while the disk is full, ms on the given clock. */
const DISK_RETRY_MS = 15_000

/** A far line is filled by many pictures at once, a slow one by few. */
const SECONDS_IN_FLIGHT = 2
const LEAST_BYTES_IN_FLIGHT = 4_000_000
const MOST_BYTES_IN_FLIGHT = 64_000_000

export type CollectorOptions = Omit<Way, 'syncFolder'> & {
  clock: Clock
  signal: AbortSignal
  /** Asked before each picture: false keeps it waiting until `pump`. */
  mayFetch?: () => boolean
  /** Pictures fetched at the same time. */
  atOnce?: number
  /** Real time, ms: the line is as fast as it is, whatever the provider's clock says. */
  now?: () => number
  /** The picture is on the disk, and its name too: what follows is the commit, then the acknowledgement. */
  onCollected: (item: number, how: { bytes: number; adopted: boolean }) => void
  /** The instance does not have what its journal says. */
  onMismatch: (item: number, how: { code: MismatchCode }) => void
  /** Told once when the disk is full; trying again goes on by itself. */
  onDiskFull: (message: string) => void
  onDiskOk: () => void
  /** Told once, when collecting cannot go on. */
  onFailed: (error: unknown) => void
}

export type Collector = {
  add(picture: Collectable): void
  /** Looks again whether what waits may be fetched. */
  pump(): void
  /** Resolves when nothing is being fetched and nothing waits; after an abort or a failure nothing waits. */
  settled(): Promise<void>
}

/** Brings pictures home, oldest first and a few at a time (law 3), until the signal aborts. */
export function createCollector(options: CollectorOptions): Collector {
  const { atOnce = 16, now = () => performance.now() } = options
  const rate = createLineRate(now)
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const way: Way = { ...options, syncFolder: createFolderSync(() => options.files.syncFolder(options.folder)) }
  const queue: Collectable[] = []
  const running = new Map<Collectable, Promise<void>>()
  let diskIsFull = false

  function pump(): void {
    for (let next = queue[0]; next && mayStart(next); next = queue[0]) {
      queue.shift()
      start(next)
    }
  }

  function mayStart({ bytes }: Collectable): boolean {
    if (signal.aborted || diskIsFull || options.mayFetch?.() === false) return false
    // While one is written to the disk and named, the next one uses the line.
    if (running.size < Math.min(2, atOnce)) return true
    let inFlight = bytes
    for (const other of running.keys()) inFlight += other.bytes
    return running.size < atOnce && inFlight <= mostInFlight()
  }

  /** Only what the line carries soon is asked for: what waits in it would hold up journal, commands and signs of life. */
  function mostInFlight(): number {
    const carried = (rate.bytesPerSecond() ?? 0) * SECONDS_IN_FLIGHT
    return Math.min(MOST_BYTES_IN_FLIGHT, Math.max(LEAST_BYTES_IN_FLIGHT, carried))
  }

  function start(picture: Collectable): void {
    rate.begin()
    const task = collect(picture).finally(() => {
      running.delete(picture)
      if (running.size === 0) rate.rest()
      pump()
    })
    running.set(picture, task)
  }

  async function collect(picture: Collectable): Promise<void> {
    try {
      await bringOne(picture)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof DiskFullError) return waitForSpace(picture, error)
      fail(error)
    }
  }

  async function bringOne(picture: Collectable): Promise<void> {
    const outcome = await bringHome(way, picture, signal)
    if (signal.aborted && outcome.kind === 'mismatch') return
    if (outcome.kind === 'mismatch') options.onMismatch(picture.item, { code: outcome.code })
    else {
      if (!outcome.adopted) rate.arrived(picture.bytes)
      options.onCollected(picture.item, { bytes: picture.bytes, adopted: outcome.adopted })
    }
  }

  /** The first to meet a full disk tries alone until there is space; the others go before all that waits. */
  async function waitForSpace(picture: Collectable, full: DiskFullError): Promise<void> {
    if (diskIsFull) return void queue.unshift(picture)
    diskIsFull = true
    try {
      options.onDiskFull(full.message)
      await retryUntilWritten(picture)
      diskIsFull = false
      options.onDiskOk()
    } catch (error) {
      if (!signal.aborted) fail(error)
    }
  }

  async function retryUntilWritten(picture: Collectable): Promise<void> {
    for (;;) {
      await options.clock.sleep(DISK_RETRY_MS, signal)
      try {
        return await bringOne(picture)
      } catch (error) {
        if (!(error instanceof DiskFullError)) throw error
      }
    }
  }

  function fail(error: unknown): void {
    failed.abort(error)
    options.onFailed(error)
  }

  return {
    add(picture) {
      queue.push(picture)
      pump()
    },
    pump,
    async settled() {
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}
