import type { Client } from 'ssh2'
import type { PendingCalls } from './pending.ts'
import { RemoteError } from './remote.ts'
import { createSftpChannel, type SftpChannel } from './sftp-channel.ts'

/** sshd allows ten sessions a connection; this leaves room for the journal and a command. */
export const MAX_CHANNELS = 8
const OPEN_DEADLINE_MS = 30_000

type Slot = { channel: Promise<SftpChannel>; users: number }

/**
 * SFTP channels of one connection, opened when they are needed and used again.
 *
 * One channel carries at most its window a round trip, so files that travel at the same time get channels of their own.
 */
export type SftpPool = {
  use<T>(signal: AbortSignal, work: (sftp: SftpChannel) => Promise<T>): Promise<T>
  /** As many channels as there may be, at most `count`, for one large file; some may carry others too. */
  useSeveral<T>(count: number, signal: AbortSignal, work: (channels: Channels) => Promise<T>): Promise<T>
}

export type Channels = readonly [SftpChannel, ...SftpChannel[]]

export function createSftpPool(client: Client, pending: PendingCalls): SftpPool {
  const slots = new Set<Slot>()

  function openSlot(): Slot {
    const slot: Slot = { channel: openChannel(() => slots.delete(slot)), users: 0 }
    slots.add(slot)
    slot.channel.catch(() => slots.delete(slot))
    return slot
  }

  function openChannel(onClose: () => void): Promise<SftpChannel> {
    // Not the caller's signal: the channel is shared, and outlives the one who asked for it first.
    const options = { what: 'open SFTP', signal: new AbortController().signal, deadlineMs: OPEN_DEADLINE_MS }
    return pending.call<SftpChannel>(options, (resolve, reject) =>
      client.sftp((error, sftp) => {
        if (error) return reject(new RemoteError('remote-failed', `SFTP: ${error.message}`, { cause: error }))
        sftp.on('close', onClose)
        // Requests fail by their own callbacks; without a listener this event would end the process.
        sftp.on('error', onClose)
        resolve(createSftpChannel(sftp, pending))
      }),
    )
  }

  function pick(): Slot {
    const [least] = [...slots].toSorted((a, b) => a.users - b.users)
    return least && (least.users === 0 || slots.size >= MAX_CHANNELS) ? least : openSlot()
  }

  function take(): Slot {
    const slot = pick()
    slot.users += 1
    return slot
  }

  /** The first channel must open; a server that allows no more of them is served with those it gave. */
  async function opened([first, ...others]: readonly Slot[]): Promise<Channels> {
    const channel = await first?.channel
    if (!channel) throw new Error('no channel was taken')
    const more = await Promise.allSettled(others.map(slot => slot.channel))
    return [channel, ...more.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))]
  }

  async function useSeveral<T>(count: number, signal: AbortSignal, work: (channels: Channels) => Promise<T>) {
    signal.throwIfAborted()
    const taken = Array.from({ length: Math.max(1, Math.min(count, MAX_CHANNELS)) }, take)
    try {
      return await work(await opened(taken))
    } finally {
      for (const slot of taken) slot.users -= 1
    }
  }

  return {
    use: async (signal, work) => await useSeveral(1, signal, async ([channel]) => await work(channel)),
    useSeveral,
  }
}
