import type { Client } from 'ssh2'
import type { PendingCalls } from './pending.ts'
import { RemoteError } from './remote.ts'
import { createSftpChannel, type SftpChannel } from './sftp-channel.ts'

/** sshd allows ten sessions a connection; this leaves room for the journal and a command. */
const MAX_CHANNELS = 8
const OPEN_DEADLINE_MS = 30_000

type Slot = { channel: Promise<SftpChannel>; users: number }

/**
 * SFTP channels of one connection, opened when they are needed and used again.
 *
 * One channel carries at most its window a round trip, so files that travel at the same time get channels of their own.
 */
export type SftpPool = { use<T>(signal: AbortSignal, work: (sftp: SftpChannel) => Promise<T>): Promise<T> }

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

  return {
    async use(signal, work) {
      signal.throwIfAborted()
      const slot = pick()
      slot.users += 1
      try {
        return await work(await slot.channel)
      } finally {
        slot.users -= 1
      }
    },
  }
}
