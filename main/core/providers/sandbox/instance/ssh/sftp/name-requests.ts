import { lstat, mkdir, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import type { Fields } from './fields.ts'
import { MAX_HANDLES } from './handles.ts'
import { REQUEST, STATUS } from './protocol.ts'
import {
  attributesReply,
  handleReply,
  LIMITS,
  limitsReply,
  namesReply,
  okReply,
  POSIX_RENAME,
  statusReply,
  type Entry,
} from './replies.ts'
import { changing, looking, type Desk, type Serve, type Service } from './request.ts'
import { denied, SftpError } from './sftp-error.ts'

/** How many entries of a folder are told at a time: some 20 KiB. */
const ENTRIES_AT_ONCE = 100

/** A link could lead anywhere, and nobody here needs one. */
const refuseLinks: Serve = async () => await Promise.reject(denied('links are not served'))

/** Requests about names and folders. */
export const NAME_REQUESTS: Readonly<Record<number, Service>> = {
  [REQUEST.STAT]: looking(async (id, fields, { folder }) =>
    attributesReply(id, await stat(await folder.file(fields.text()))),
  ),
  [REQUEST.LSTAT]: looking(async (id, fields, { folder }) =>
    attributesReply(id, await lstat(await folder.name(fields.text()))),
  ),
  // Also for what does not exist: clients ask so before they create it.
  [REQUEST.REALPATH]: looking(async (id, fields, { folder }) =>
    namesReply(id, [{ name: folder.shown(fields.text()), stats: null }]),
  ),
  [REQUEST.OPENDIR]: changing(async (id, fields, { folder, handles }) => {
    handles.checkRoom()
    const place = await folder.file(fields.text())
    return handleReply(id, handles.add({ kind: 'folder', folder: place, names: await readdir(place) }))
  }),
  [REQUEST.READDIR]: changing(async (id, fields, { handles }) => {
    const entries = await nextEntries(handles.folder(fields.bytes()))
    return entries.length === 0 ? statusReply(id, STATUS.EOF) : namesReply(id, entries)
  }),
  [REQUEST.MKDIR]: changing(async (id, fields, { folder }) => {
    const place = await folder.name(fields.text())
    await mkdir(place, (fields.attributes().mode ?? 0o777) & 0o777)
    return okReply(id)
  }),
  [REQUEST.RMDIR]: changing(async (id, fields, { folder }) => {
    await rmdir(await folder.movable(fields.text()))
    return okReply(id)
  }),
  [REQUEST.REMOVE]: changing(async (id, fields, { folder }) => {
    await unlink(await folder.movable(fields.text()))
    return okReply(id)
  }),
  [REQUEST.RENAME]: changing(async (id, fields, desk) => {
    const { from, to } = await fromAndTo(fields, desk)
    if (await lstat(to).catch(() => null)) throw new SftpError(STATUS.FAILURE, 'there is such a file already')
    await rename(from, to)
    return okReply(id)
  }),
  [REQUEST.READLINK]: looking(refuseLinks),
  [REQUEST.SYMLINK]: looking(refuseLinks),
  [REQUEST.EXTENDED]: changing(async (id, fields, desk) => {
    const extension = fields.text()
    if (extension === LIMITS) return limitsReply(id, MAX_HANDLES)
    if (extension !== POSIX_RENAME) throw new SftpError(STATUS.OP_UNSUPPORTED, `${extension} is not served`)
    const { from, to } = await fromAndTo(fields, desk)
    await rename(from, to)
    return okReply(id)
  }),
}

async function fromAndTo(fields: Fields, { folder }: Desk): Promise<{ from: string; to: string }> {
  return { from: await folder.movable(fields.text()), to: await folder.movable(fields.text()) }
}

/** What went away since the folder was opened is passed over. */
async function nextEntries({ folder, names }: { folder: string; names: string[] }): Promise<Entry[]> {
  const entries: Entry[] = []
  while (entries.length === 0 && names.length > 0) {
    const part = names.splice(0, ENTRIES_AT_ONCE)
    const all = await Promise.all(part.map(async name => await entryOf(folder, name)))
    entries.push(...all.filter(entry => entry !== null))
  }
  return entries
}

async function entryOf(folder: string, name: string): Promise<Entry | null> {
  const stats = await lstat(path.join(folder, name)).catch(() => null)
  return stats && { name, stats }
}
