import type { Stats } from 'node:fs'
import { ATTRIBUTE, MAX_DATA_BYTES, MAX_PACKET_BYTES, REPLY, STATUS, VERSION, type Status } from './protocol.ts'

/** What an entry of a folder is called, and what it is. */
export type Entry = { readonly name: string; readonly stats: Stats | null }

/** The rename that replaces what is there, and the sizes that are understood: both as OpenSSH has them. */
export const POSIX_RENAME = 'posix-rename@openssh.com'
export const LIMITS = 'limits@openssh.com'

export function versionReply(): Buffer {
  const extensions = [POSIX_RENAME, LIMITS].flatMap(name => [text(name), text('1')])
  return packet(REPLY.VERSION, number(VERSION), ...extensions)
}

export function limitsReply(id: number, maxHandles: number): Buffer {
  const limits = [MAX_PACKET_BYTES, MAX_DATA_BYTES, MAX_DATA_BYTES, maxHandles]
  return packet(REPLY.EXTENDED, number(id), ...limits.map(large))
}

export function statusReply(id: number, status: Status, message = ''): Buffer {
  return packet(REPLY.STATUS, number(id), number(status), text(message), text(''))
}

export function okReply(id: number): Buffer {
  return statusReply(id, STATUS.OK)
}

export function handleReply(id: number, handle: number): Buffer {
  return packet(REPLY.HANDLE, number(id), bytes(number(handle)))
}

export function attributesReply(id: number, stats: Stats): Buffer {
  return packet(REPLY.ATTRS, number(id), attributes(stats))
}

export function namesReply(id: number, entries: readonly Entry[]): Buffer {
  const fields = entries.flatMap(entry => [text(entry.name), text(longName(entry)), attributes(entry.stats)])
  return packet(REPLY.NAME, number(id), number(entries.length), ...fields)
}

/** Bytes in front of the data in a reply to a read. */
const DATA_HEADER_BYTES = 13

/** A reply with room for this much data: reading goes right into it. */
export function dataFrame(length: number): { frame: Buffer; data: Buffer } {
  const frame = Buffer.allocUnsafe(DATA_HEADER_BYTES + length)
  return { frame, data: frame.subarray(DATA_HEADER_BYTES) }
}

/** The frame as a reply, with the first `length` bytes of its data. */
export function dataReply(id: number, frame: Buffer, length: number): Buffer {
  frame.writeUInt32BE(DATA_HEADER_BYTES - 4 + length, 0)
  frame.writeUInt8(REPLY.DATA, 4)
  frame.writeUInt32BE(id, 5)
  frame.writeUInt32BE(length, 9)
  return frame.subarray(0, DATA_HEADER_BYTES + length)
}

function packet(type: number, ...fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...fields])
  return Buffer.concat([number(body.length), body])
}

function number(value: number): Buffer {
  const field = Buffer.alloc(4)
  field.writeUInt32BE(value >>> 0)
  return field
}

function large(value: number): Buffer {
  const field = Buffer.alloc(8)
  field.writeBigUInt64BE(BigInt(value))
  return field
}

function bytes(content: Buffer): Buffer {
  return Buffer.concat([number(content.length), content])
}

function text(content: string): Buffer {
  return bytes(Buffer.from(content, 'utf8'))
}

function attributes(stats: Stats | null): Buffer {
  if (stats === null) return number(0)
  const { SIZE, UIDGID, PERMISSIONS, ACMODTIME } = ATTRIBUTE
  const seconds = [stats.atimeMs, stats.mtimeMs].map(ms => number(Math.floor(ms / 1000)))
  return Buffer.concat([
    number(SIZE | UIDGID | PERMISSIONS | ACMODTIME),
    large(stats.size),
    ...[stats.uid, stats.gid, stats.mode].map(number),
    ...seconds,
  ])
}

/** A line as `ls -l` prints it: what people see who list a folder. */
function longName({ name, stats }: Entry): string {
  if (stats === null) return name
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-'
  const rights = [6, 3, 0].map(shift => rightsOf((stats.mode >> shift) & 7)).join('')
  const date = stats.mtime.toISOString().slice(0, 16).replace('T', ' ')
  return `${kind}${rights} ${stats.nlink} ${stats.uid} ${stats.gid} ${String(stats.size).padStart(12)} ${date} ${name}`
}

function rightsOf(bits: number): string {
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
}
