import { constants } from 'node:fs'
import { chmod, open, truncate, utimes } from 'node:fs/promises'
import type { WantedAttributes } from './fields.ts'
import { MAX_DATA_BYTES, OPEN, REQUEST, STATUS } from './protocol.ts'
import { attributesReply, dataFrame, dataReply, handleReply, okReply, statusReply } from './replies.ts'
import { changing, looking, type Service } from './request.ts'
import { denied } from './sftp-error.ts'

/** Requests about the content of files, and their attributes. */
export const FILE_REQUESTS: Readonly<Record<number, Service>> = {
  [REQUEST.OPEN]: changing(async (id, fields, { folder, handles }) => {
    handles.checkRoom()
    const name = fields.text()
    const flags = fields.number()
    const { mode } = fields.attributes()
    const file = await open(await folder.file(name), nodeFlags(flags), (mode ?? 0o666) & 0o777)
    return handleReply(id, handles.add({ kind: 'file', file, appends: (flags & OPEN.APPEND) !== 0 }))
  }),
  [REQUEST.CLOSE]: changing(async (id, fields, { handles }) => {
    await handles.close(fields.bytes())
    return okReply(id)
  }),
  [REQUEST.READ]: looking(async (id, fields, { handles }) => {
    const { file } = handles.file(fields.bytes())
    const position = fields.large()
    const { frame, data } = dataFrame(Math.min(fields.number(), MAX_DATA_BYTES))
    const { bytesRead } = await file.read(data, 0, data.length, position)
    return bytesRead === 0 ? statusReply(id, STATUS.EOF) : dataReply(id, frame, bytesRead)
  }),
  [REQUEST.WRITE]: changing(async (id, fields, { handles }) => {
    const { file, appends } = handles.file(fields.bytes())
    const position = fields.large()
    await writeFully(file, fields.bytes(), appends ? null : position)
    return okReply(id)
  }),
  [REQUEST.FSTAT]: looking(async (id, fields, { handles }) =>
    attributesReply(id, await handles.file(fields.bytes()).file.stat()),
  ),
  [REQUEST.SETSTAT]: changing(async (id, fields, { folder }) => {
    const file = await folder.file(fields.text())
    await apply(fields.attributes(), {
      truncate: async size => await truncate(file, size),
      chmod: async mode => await chmod(file, mode),
      utimes: async (accessed, modified) => await utimes(file, accessed, modified),
    })
    return okReply(id)
  }),
  [REQUEST.FSETSTAT]: changing(async (id, fields, { handles }) => {
    const { file } = handles.file(fields.bytes())
    await apply(fields.attributes(), file)
    return okReply(id)
  }),
}

type Changeable = {
  truncate(size: number): Promise<void>
  chmod(mode: number): Promise<void>
  utimes(accessed: number, modified: number): Promise<void>
}

async function apply({ owner, size, mode, times }: WantedAttributes, target: Changeable): Promise<void> {
  if (owner) throw denied('files stay with their owner')
  if (size !== undefined) await target.truncate(size)
  if (mode !== undefined) await target.chmod(mode)
  if (times) await target.utimes(times.accessed, times.modified)
}

async function writeFully(
  file: {
    write: (data: Buffer, offset: number, length: number, position: number | null) => Promise<{ bytesWritten: number }>
  },
  data: Buffer,
  position: number | null,
): Promise<void> {
  for (let done = 0; done < data.length;) {
    const at = position === null ? null : position + done
    const { bytesWritten } = await file.write(data, done, data.length - done, at)
    done += bytesWritten
  }
}

/** By hand, because clients send combinations that no flag of Node's has a name for. */
function nodeFlags(flags: number): number {
  const has = (flag: number) => (flags & flag) !== 0
  const access = has(OPEN.WRITE) ? (has(OPEN.READ) ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY
  return (
    access |
    (has(OPEN.APPEND) ? constants.O_APPEND : 0) |
    (has(OPEN.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN.EXCL) ? constants.O_EXCL : 0)
  )
}
