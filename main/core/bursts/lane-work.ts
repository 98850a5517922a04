import { setTimeout as realDelay } from 'node:timers/promises'
import { RemoteError } from '../remote/remote.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'
import { serveLane } from './lane-serve.ts'
import { watchLane } from './lane-watch.ts'

/** A lane that nobody could reach for this long is given up, ms on the provider's clock. */
const UNREACHABLE_MS = 10 * 60_000

/** Between two tries to connect: real milliseconds, because it is our own machine and line that need the rest. */
const RECONNECT_MS = { first: 100, most: 5_000 }

/**
 * A running instance's whole working life: connect, set up, hand over shares, follow the journal, bring pictures home;
 * and again after every lost connection, for the burst goes on without us.
 *
 * Ends by abort once the lane is closing, or by recording itself that it must close.
 */
export async function workLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const watching = watchLane(context, index, both)
  try {
    await Promise.race([stayConnected(context, index, both), watching])
  } finally {
    stop.abort(new Error('the lane is no longer worked'))
    await watching.catch(() => undefined)
  }
}

async function stayConnected(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { clock } = context.provider.facts
  let lastContact = laneOf(context, index).marks.running ?? clock.now()
  let pause = RECONNECT_MS.first
  while (laneOf(context, index).phase.kind === 'running') {
    signal.throwIfAborted()
    try {
      const connection = await connectToLane(context, index, signal)
      pause = RECONNECT_MS.first
      await workOver(context, index, connection, signal)
      lastContact = clock.now()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof RemoteError)) throw error
      if (error.code === 'host-key-mismatch') return closeLane(context, index, 'host-key-mismatch', error.message)
      noteDisconnect(context, index, error)
      if (clock.now() - lastContact > UNREACHABLE_MS)
        return closeLane(
          context,
          index,
          'unreachable',
          `no SSH connection for ${UNREACHABLE_MS / 60_000} minutes: ${error.message}`,
        )
    }
    await realDelay(pause, undefined, { signal })
    pause = Math.min(pause * 2, RECONNECT_MS.most)
  }
}

async function connectToLane(context: BurstContext, index: number, signal: AbortSignal): Promise<RemoteConnection> {
  const lane = laneOf(context, index)
  const keys = await context.keys.read(lane.attempt)
  const answer = await context.provider.get(lane.phase.kind === 'running' ? lane.phase.instanceId : '', signal)
  if (answer.kind !== 'found' || !answer.instance.ssh)
    throw new RemoteError('unreachable', 'the provider names no address for SSH')
  return context.connect(
    { ...answer.instance.ssh, clientPrivateKey: keys.client.private, hostPublicKey: keys.host.public },
    signal,
  )
}

async function workOver(
  context: BurstContext,
  index: number,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<void> {
  context.recorder.record([{ type: 'lane.connected', lane: index }])
  try {
    await serveLane(context, index, connection, signal)
  } finally {
    connection.close()
  }
}

function noteDisconnect(context: BurstContext, index: number, error: RemoteError): void {
  const { phase } = laneOf(context, index)
  if (phase.kind === 'running' && phase.connected)
    context.recorder.record([{ type: 'lane.disconnected', lane: index, message: error.message.slice(0, 2000) }])
}
