import { eachIn } from '../../../common/bursts/ranges.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import type { Rsync } from '../transfer/rsync/run-rsync.ts'
import { attachWorker, type AttachedWorker } from '../worker/follow.ts'
import { installWorker, LANE_DIR } from '../worker/install.ts'
import { renewLane } from '../worker/renew.ts'
import { laneOf, type BurstContext } from './context.ts'
import { collectLane } from './lane-collect.ts'
import { journalEvents } from './journal-events.ts'
import { bringModels } from './lane-models.ts'
import { watchSetup } from './lane-setup.ts'
import { sendInputs } from './lane-inputs.ts'
import { shareContent } from './lane-shares.ts'
import { rebalanceOf } from './rebalance.ts'

/**
 * One connection's worth of work: what was asked for goes to the worker, what the journal tells becomes events, and
 * what was made is brought home. Rejects when the connection is lost; everything it needs to go on is in the record
 * here and in the journal there.
 */
export async function serveLane(
  context: BurstContext,
  index: number,
  { connection, rsync }: { connection: RemoteConnection; rsync: Rsync | null },
  signal: AbortSignal,
): Promise<void> {
  const { store, recorder } = context
  const burstId = recorder.state().id
  await installWorker(connection, context.programs.worker, signal)
  if (laneOf(context, index).born !== null) await renewLane(connection, LANE_DIR, burstId, signal)
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const failure = Promise.withResolvers<never>()
  // The connection may be lost before anybody waits for this.
  failure.promise.catch(() => undefined)
  watchSetup(context, index, connection, both).catch(failure.reject)
  const collecting = collectLane(context, index, connection, {
    signal: both,
    rsync,
    send: command => worker.send(command),
  })
  const worker: AttachedWorker = await attachWorker({
    connection,
    dir: LANE_DIR,
    fromOffset: store.journalPosition(burstId, index),
    signal: both,
    onLines: lines => {
      const last = lines.at(-1)
      if (!last) return
      recorder.record(
        lines.map(
          ({ line }) =>
            state =>
              journalEvents(state, index, line),
        ),
        { journal: { lane: index, position: last.endOffset } },
      )
      for (const { line } of lines)
        if (line.type === 'made') collecting.add({ item: line.item, attempt: line.attempt, ...line.file })
    },
  })
  try {
    collecting.resume()
    obeyWishes(context, index, connection, worker, both, error => failure.reject(error))
    // Where it has models of its own, none are brought.
    if (context.providerOf(index).facts.hasOwnModels !== true)
      bringModels(context, index, { connection, rsync }, both).catch(failure.reject)
    await Promise.race([failure.promise, worker.ended, collecting.failed])
  } finally {
    stop.abort(new Error('the connection is over'))
    await collecting.settled()
  }
}

/** Hands over shares and gives back what is no longer wanted, now and after every change of the burst. */
function obeyWishes(
  context: BurstContext,
  index: number,
  connection: RemoteConnection,
  worker: AttachedWorker,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): void {
  const handed = new Set<string>()
  let asked = ''
  const obey = () => {
    const wanted = wantedBack(context.recorder.state(), index)
    if (wanted && wanted.occasion !== asked) worker.send({ command: 'revoke', items: wanted.items })
    asked = wanted?.occasion ?? ''
    for (const share of laneOf(context, index).shares) {
      if (share.delivered || handed.has(share.share)) continue
      handed.add(share.share)
      handOver(context, index, share.share, connection, worker, signal).catch(fail)
    }
  }
  context.onChange(obey, signal)
  obey()
}

/**
 * What the worker should give back, and on which occasion: it is asked once for each, because what it gives is journaled
 * and what it has begun it keeps.
 */
function wantedBack(state: BurstState, index: number): { occasion: string; items: readonly number[] | null } | null {
  if (state.wish === 'finish' || state.wish === 'pause') {
    // A share that was on its way is taken all the same: what it brought is asked back as soon as it is there.
    const delivered = state.lanes[index]?.shares.filter(share => share.delivered).length ?? 0
    return { occasion: `${state.wish} ${delivered}`, items: null }
  }
  const given = rebalanceOf(state)
  if (given?.lane !== index) return null
  const leased = state.lanes.reduce((sum, lane) => sum + lane.shares.length, 0)
  return { occasion: `rebalance ${leased}`, items: [...eachIn(given.items)] }
}

async function handOver(
  context: BurstContext,
  index: number,
  share: string,
  connection: RemoteConnection,
  worker: AttachedWorker,
  signal: AbortSignal,
): Promise<void> {
  const file = `share-${share}.jsonl`
  await sendInputs(context, connection, signal)
  await connection.putFile(`${LANE_DIR}/${file}`, shareContent(context, index, share), signal)
  worker.send({ command: 'take', share, file })
}
