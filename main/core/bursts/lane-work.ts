import { BurstError } from '../../../common/errors.ts'
import { instanceIdOf, isRunning } from '../../../common/bursts/state.ts'
import { RemoteError } from '../remote/remote.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import type { Rsync } from '../transfer/rsync/run-rsync.ts'
import { connectWithEither, type Address } from '../remote/rotate-keys.ts'
import { closeLane, laneOf, mayEndLane, withdrawEnd, type BurstContext } from './context.ts'
import { serveLane } from './lane-serve.ts'
import { giveVolume } from './lane-volume.ts'
import { startWait, type Patience, type Wait } from './patience.ts'

/** A lane is not given up before nobody could reach it for this long in real time, ms. */
const UNREACHABLE_REAL_MS = 30_000

/** Between two tries to connect, real milliseconds. */
const RECONNECT_MS = { first: 100, most: 5_000 }

/**
 * A running instance's whole working life: connect, set up, hand over shares, follow the journal, bring pictures home;
 * and again after every lost connection, for the burst goes on without us.
 *
 * Ends by abort once the lane is closing, or by recording itself that it must close.
 */
export async function workLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  await giveVolume(context, index, signal)
  const startSilence = () => startWait(context, unreachable(context))
  let silence = startSilence()
  let pause = RECONNECT_MS.first
  while (isRunning(laneOf(context, index))) {
    const { got, error } = await workOnce(context, index, signal)
    signal.throwIfAborted()
    // Where the provider cannot be asked either, it is our own line that is down, and the instance works on.
    if (got !== 'an address') silence = startSilence()
    if (got === 'a connection') pause = RECONNECT_MS.first
    if (giveUp(context, index, error, silence)) return
    await context.rest(pause, signal)
    pause = Math.min(pause * 2, RECONNECT_MS.most)
  }
}

/** How far one try to work came, and what ended it. */
type Tried = { got: 'nothing' | 'an address' | 'a connection'; error: unknown }

/** One connection from its beginning to its end. */
async function workOnce(context: BurstContext, index: number, signal: AbortSignal): Promise<Tried> {
  let got: Tried['got'] = 'nothing'
  try {
    const address = await addressOf(context, index, signal)
    const keys = await context.keys.read(laneOf(context, index).attempt)
    got = 'an address'
    const connection = await connectWithEither(context.connect, address, keys, signal)
    got = 'a connection'
    return { got, error: await workOver(context, index, connection, signal) }
  } catch (error) {
    return { got, error }
  }
}

/** Closes a lane that nobody will reach again; throws what is no fault of the connection. */
function giveUp(context: BurstContext, index: number, error: unknown, silence: Wait): boolean {
  if (error instanceof BurstError) closeLane(context, index, 'failed', error.message)
  else if (!(error instanceof RemoteError)) throw error
  else if (error.code === 'host-key-mismatch' && !maySettle(context, index))
    closeLane(context, index, 'host-key-mismatch', error.message)
  else if (silence.isOver() && mayEndLane(context, index, 'unreachable', unreachableText(context, error)))
    closeLane(context, index, 'unreachable', unreachableText(context, error))
  else noteDisconnect(context, index, error)
  return !isRunning(laneOf(context, index))
}

function unreachable({ patience }: BurstContext): Patience {
  return { ms: patience().unreachableMs ?? Infinity, realMs: UNREACHABLE_REAL_MS }
}

function unreachableText({ patience }: BurstContext, { message }: RemoteError): string {
  return `no SSH connection for ${Math.round((patience().unreachableMs ?? 0) / 60_000)} minutes: ${message}`
}

/** Some machines answer before they have the key that we gave them: until then they are strangers, to be asked again. */
function maySettle({ providerOf, recorder }: BurstContext, index: number): boolean {
  const { running } = recorder.state().lanes[index]?.marks ?? { running: null }
  const { clock, hostKeySettlesMs } = providerOf(index).facts
  return running !== null && clock.now() < running + hostKeySettlesMs
}

/** Where the instance answers; that may change when it is restarted. */
async function addressOf(context: BurstContext, index: number, signal: AbortSignal): Promise<Address> {
  const lane = laneOf(context, index)
  const answer = await context.providerOf(index).get(instanceIdOf(lane) ?? '', signal)
  if (answer.kind === 'trouble')
    throw new RemoteError('unreachable', `the provider cannot be asked: ${answer.trouble.message}`)
  if (answer.kind !== 'found' || !answer.instance.ssh)
    throw new RemoteError('unreachable', 'the provider names no address for SSH')
  return answer.instance.ssh
}

async function workOver(
  context: BurstContext,
  index: number,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<void> {
  try {
    context.connections.set(index, connection)
    withdrawEnd(context, index, 'unreachable')
    const rsync = await rsyncIfWanted(context, connection, signal)
    context.recorder.record([{ type: 'lane.connected', lane: index, engine: rsync ? 'rsync' : 'sftp' }])
    await serveLane(context, index, { connection, rsync }, signal)
  } finally {
    context.connections.delete(index)
    connection.close()
  }
}

/** SFTP unless the setting says otherwise: it has many requests in flight, and needs no program of its own. */
async function rsyncIfWanted(
  context: BurstContext,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<Rsync | null> {
  if (context.engine() !== 'rsync') return null
  const rsync = await context.findRsync(connection, signal)
  if (!rsync) context.log('rsync is not on both ends: files travel by SFTP')
  return rsync
}

function noteDisconnect(context: BurstContext, index: number, error: RemoteError): void {
  const { phase } = laneOf(context, index)
  if (phase.kind === 'running' && phase.connected)
    context.recorder.record([{ type: 'lane.disconnected', lane: index, message: error.message.slice(0, 2000) }])
}
