import { indexesOf, placeOf } from '../../../common/bursts/items.ts'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { createCollector } from '../transfer/collector.ts'
import type { WorkerCommand } from '../worker/journal.ts'
import type { MadeOutput } from '../storage/burst-store.ts'
import type { Rsync } from '../transfer/rsync/run-rsync.ts'
import type { PostedTransfer } from '../transfer/board.ts'
import { laneOf, type BurstContext } from './context.ts'

/** Where ComfyUI's pictures lie on an instance, relative to the login folder. */
const OUTPUT_DIR = 'comfyui/output'

const RSYNCS_AT_ONCE = 5

export type LaneCollecting = {
  add(output: MadeOutput): void
  /** Takes up what was made before this connection: pictures still to fetch, acknowledgements still to send. */
  resume(): void
  /** Rejects when collecting cannot go on over this connection. */
  readonly failed: Promise<never>
  settled(): Promise<void>
}

/**
 * Brings a lane's pictures home: verified on disk, committed, and only then acknowledged (law 3).
 *
 * Pictures that finish together share one forced commit.
 */
export function collectLane(
  context: BurstContext,
  lane: number,
  connection: RemoteConnection,
  options: { signal: AbortSignal; rsync: Rsync | null; send: (command: WorkerCommand) => void },
): LaneCollecting {
  const { recorder, store } = context
  const burstId = recorder.state().id
  const sums = new Map<number, MadeOutput>()
  const verified: Extract<BurstEvent, { type: 'item.verified' }>[] = []
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => undefined)

  function commit(): void {
    const batch = verified.splice(0)
    if (batch.length === 0) return
    try {
      recorder.record(
        batch.map(event => state => (isMade(state.items, event.item, lane) ? [event] : [])),
        { durable: true },
      )
    } catch (error) {
      return failure.reject(error)
    }
    if (!options.signal.aborted) options.send({ command: 'acknowledge', items: batch.map(event => event.item) })
  }

  const shown = showOnBoard(context, lane)
  const metered = waitOnMeteredLine(context, lane, options.signal, () => collector.pump())
  const collector = createCollector({
    mayFetch: metered.mayFetch,
    connection,
    folder: recorder.state().out,
    files: context.files,
    line: context.line,
    rsync: options.rsync,
    // Each rsync is a session of its own, of which sshd allows ten.
    ...(options.rsync ? { atOnce: RSYNCS_AT_ONCE } : {}),
    clock: context.provider.facts.clock,
    signal: options.signal,
    onCollected(item, { bytes, adopted }) {
      const made = sums.get(item)
      if (!made) return
      shown.left(made.bytes, adopted ? 0 : bytes)
      sums.delete(item)
      if (verified.push({ type: 'item.verified', lane, item, bytes, sha256: made.sha256, adopted }) === 1)
        setImmediate(commit)
    },
    onMismatch(item, { code }) {
      const made = sums.get(item)
      const attempt = made?.attempt
      shown.left(made?.bytes ?? 0, 0)
      sums.delete(item)
      if (attempt !== undefined) options.send({ command: 'remake', item, attempt, code })
    },
    onDiskFull: message => recorder.record([{ type: 'burst.waiting', message }]),
    onDiskOk: () => recorder.record([{ type: 'burst.waiting', message: '' }]),
    onFailed: error => failure.reject(error),
  })

  function add(made: MadeOutput): void {
    if (!isMade(recorder.state().items, made.item, lane)) return
    sums.set(made.item, made)
    shown.waits(made.bytes)
    collector.add({
      item: made.item,
      remotePath: `${OUTPUT_DIR}/${made.path}`,
      bytes: made.bytes,
      sha256: made.sha256,
      fileName: store.item(burstId, made.item).filename,
    })
  }

  return {
    add,
    resume() {
      const { items } = recorder.state()
      const outputs = store.outputs(burstId, lane)
      for (const item of indexesOf(items, ['made'], lane)) {
        const output = outputs.get(item)
        if (output && !sums.has(item)) add(output)
      }
      const home = [...indexesOf(items, ['verified'], lane)]
      if (home.length > 0) options.send({ command: 'acknowledge', items: home })
    },
    failed: failure.promise,
    async settled() {
      await collector.settled()
      shown.end()
      commit()
    },
  }
}

/** Between two looks whether a metered line may be used, real ms. */
const METERED_LOOK_MS = 1000

/**
 * On a line that costs by the byte pictures wait on the instance, for as long as it makes others, and a grace beyond
 * that: the user may come to another line. Then they are brought home all the same, for waiting costs rent.
 */
function waitOnMeteredLine(context: BurstContext, lane: number, signal: AbortSignal, again: () => void) {
  const { recorder, provider, rest } = context
  let isWaiting = false

  function mayFetch(): boolean {
    if (!isHeld()) {
      // Said by this connection or by one before it, perhaps of another engine.
      if (recorder.state().waiting === METERED) recorder.record([{ type: 'burst.waiting', message: '' }])
      return true
    }
    if (!isWaiting) void untilFree()
    return false
  }

  function isHeld(): boolean {
    if (!context.isMetered()) return false
    const state = recorder.state()
    const isMaking = !indexesOf(state.items, ['leased'], lane).next().done
    const lastMade = laneOf(context, lane).marks.lastMade ?? Infinity
    return isMaking || provider.facts.clock.now() < lastMade + state.plan.graceSeconds * 1000
  }

  async function untilFree(): Promise<void> {
    isWaiting = true
    recorder.record([{ type: 'burst.waiting', message: METERED }])
    try {
      while (isHeld()) await rest(METERED_LOOK_MS, signal)
      isWaiting = false
      again()
    } catch (error) {
      if (!signal.aborted) context.log('waiting on a metered line failed', error)
    }
  }

  return { mayFetch }
}

const METERED =
  'the line is metered: pictures wait on the instance. `burst config set metered-line false` brings them home'

/** The pictures that wait or are on their way, as one transfer that comes and goes. */
function showOnBoard({ board, recorder }: BurstContext, lane: number) {
  const none = { files: 0, filesDone: 0, bytes: 0, bytesDone: 0 }
  let sum = none
  let posted: PostedTransfer | null = null

  function end(): void {
    posted?.end()
    posted = null
    sum = none
  }

  return {
    waits(bytes: number): void {
      sum = { ...sum, files: sum.files + 1, bytes: sum.bytes + bytes }
      const what = { burstId: recorder.state().id, lane, kind: 'pictures', way: 'down', name: '' } as const
      posted ??= board.begin({ ...what, bytes: 0, files: 0 })
      posted.change({ files: sum.files, bytes: sum.bytes })
    },
    /** `carried` bytes of its own came over the line. */
    left(bytes: number, carried: number): void {
      sum = { ...sum, filesDone: sum.filesDone + 1, bytesDone: sum.bytesDone + bytes }
      posted?.change({ filesDone: sum.filesDone })
      if (carried > 0) posted?.reached(sum.bytesDone)
      else posted?.from(sum.bytesDone)
      if (sum.filesDone >= sum.files) end()
    },
    end,
  }
}

function isMade(items: Parameters<typeof placeOf>[0], item: number, lane: number): boolean {
  const place = placeOf(items, item)
  return place.kind === 'made' && place.lane === lane
}
