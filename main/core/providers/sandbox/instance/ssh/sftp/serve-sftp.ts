import type { ServerChannel } from 'ssh2'
import { Fields } from './fields.ts'
import { FILE_REQUESTS } from './file-requests.ts'
import { createHandles } from './handles.ts'
import { createLoginFolder } from './login-folder.ts'
import { NAME_REQUESTS } from './name-requests.ts'
import { createPacketSplitter } from './packet-splitter.ts'
import { REQUEST, STATUS } from './protocol.ts'
import { statusReply, versionReply } from './replies.ts'
import type { Desk, Service } from './request.ts'
import { SftpError, statusOf } from './sftp-error.ts'
import { createTurns, type Task, type Turns } from './turns.ts'

const SERVICES: Readonly<Record<number, Service>> = { ...FILE_REQUESTS, ...NAME_REQUESTS }
/** With more than this unanswered nothing more is read from the channel: an answer may be 8,000 times its question. */
const MOST_UNANSWERED = 256

/**
 * Serves SFTP version 3 over a channel, within the folder `root` (absolute, without links), until `gone` aborts.
 *
 * Of our own, and not the library's: that one cannot tell extensions, its backlog has no bound, and it cannot end
 * with the exit status that scp waits for.
 */
export function serveSftp(
  channel: ServerChannel,
  { root, mounts }: { root: string; mounts: readonly string[] },
  gone: AbortSignal,
): void {
  const desk: Desk = { folder: createLoginFolder(root, mounts), handles: createHandles() }
  const split = createPacketSplitter()
  const turns = createTurns(reply => {
    if (!channel.write(reply)) turns.hold()
    if (turns.size() < MOST_UNANSWERED) channel.resume()
  })
  channel.on('error', () => undefined)
  channel.on('drain', () => turns.release())
  channel.on('data', (chunk: Buffer) => {
    const packets = split(chunk)
    if (packets === null) channel.close()
    for (const packet of packets ?? []) take(packet, desk, turns)
    if (turns.size() >= MOST_UNANSWERED) channel.pause()
  })
  // After the answers to all that was asked.
  channel.on('end', () => turns.add(alone(() => leave(channel))))
  gone.addEventListener('abort', () => void desk.handles.closeAll(), { once: true })
}

function alone(serve: () => Buffer | void): Task {
  return { looks: false, serve: async () => await Promise.resolve(serve() ?? null) }
}

/** scp hangs without an end and fails without a status. */
function leave(channel: ServerChannel): void {
  channel.exit(0)
  channel.end()
}

function take(packet: Buffer, desk: Desk, turns: Turns): void {
  const fields = new Fields(packet)
  const type = fields.byte()
  if (type === REQUEST.INIT) return turns.add(alone(versionReply))
  const id = packet.length >= 5 ? fields.number() : 0
  const service = Object.hasOwn(SERVICES, type) ? SERVICES[type] : undefined
  turns.add({ looks: service?.looks ?? true, serve: async () => await answer(id, fields, desk, service) })
}

async function answer(id: number, fields: Fields, desk: Desk, service: Service | undefined): Promise<Buffer> {
  try {
    if (!service) throw new SftpError(STATUS.OP_UNSUPPORTED, 'this request is not served')
    return await service.serve(id, fields, desk)
  } catch (error) {
    const { status, message } = statusOf(error)
    return statusReply(id, status, message)
  }
}
