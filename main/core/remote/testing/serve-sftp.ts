import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  existsSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import ssh2, { type SFTPWrapper } from 'ssh2'

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp

/** What the server may be told to do wrong. */
export type SftpBehaviour = {
  /** Answers a read with at most this much, as a server may. */
  maxAnswerBytes: number
  /** Asked before each read: answer it, cut the line, never end the file, fail, or say nothing at all. */
  onRead: (file: string, position: number) => 'serve' | 'drop' | 'endless' | 'fail' | 'silent'
}

type Open = { fd: number; name: string }

/** Plain SFTP over a folder, answered in the order of asking; without OpenSSH's extensions. */
export function serveSftp(sftp: SFTPWrapper, root: string, behaviour: SftpBehaviour, drop: () => void): void {
  const open = new Map<number, Open>()
  const at = (name: string) => path.join(root, name)
  const fileOf = (handle: Buffer) => {
    const found = open.get(handle.readUInt32BE(0))
    if (!found) throw new Error('no such handle')
    return found
  }
  const answering = (id: number, work: () => void) => {
    try {
      work()
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      sftp.status(id, missing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE)
    }
  }
  const doing = (id: number, work: () => void) =>
    answering(id, () => {
      work()
      sftp.status(id, STATUS_CODE.OK)
    })

  sftp.on('OPEN', (id, name, flags) =>
    answering(id, () => {
      const fd = openSync(at(name), nodeFlags(flags))
      open.set(fd, { fd, name })
      const handle = Buffer.alloc(4)
      handle.writeUInt32BE(fd)
      sftp.handle(id, handle)
    }),
  )
  sftp.on('READ', (id, handle, position, length) =>
    answering(id, () => {
      const { fd, name } = fileOf(handle)
      const wish = behaviour.onRead(name, position)
      if (wish === 'silent') return
      if (wish === 'drop') return drop()
      if (wish === 'fail') return sftp.status(id, STATUS_CODE.FAILURE)
      const buffer = Buffer.alloc(Math.min(length, behaviour.maxAnswerBytes))
      const bytes = wish === 'endless' ? buffer.length : readSync(fd, buffer, 0, buffer.length, position)
      if (bytes === 0) sftp.status(id, STATUS_CODE.EOF)
      else sftp.data(id, buffer.subarray(0, bytes))
    }),
  )
  sftp.on('WRITE', (id, handle, position, data) =>
    doing(id, () => writeSync(fileOf(handle).fd, data, 0, data.length, position)),
  )
  sftp.on('CLOSE', (id, handle) =>
    doing(id, () => {
      const { fd } = fileOf(handle)
      open.delete(fd)
      closeSync(fd)
    }),
  )
  sftp.on('MKDIR', (id, name) => doing(id, () => mkdirSync(at(name))))
  sftp.on('REMOVE', (id, name) => doing(id, () => rmSync(at(name))))
  sftp.on('RENAME', (id, from, to) =>
    doing(id, () => {
      if (existsSync(at(to))) throw new Error('plain SFTP does not replace')
      renameSync(at(from), at(to))
    }),
  )
  sftp.on('STAT', (id, name) =>
    answering(id, () => {
      const { mode, uid, gid, size, atimeMs, mtimeMs } = statSync(at(name))
      sftp.attrs(id, { mode, uid, gid, size, atime: atimeMs / 1000, mtime: mtimeMs / 1000 })
    }),
  )
  sftp.on('close', () => {
    for (const { fd } of open.values()) closeSync(fd)
    open.clear()
  })
}

function nodeFlags(flags: number): number {
  const writes = (flags & OPEN_MODE.WRITE) !== 0
  const creates = (flags & OPEN_MODE.CREAT) !== 0 ? constants.O_CREAT : 0
  const truncates = (flags & OPEN_MODE.TRUNC) !== 0 ? constants.O_TRUNC : 0
  return (writes ? constants.O_WRONLY : constants.O_RDONLY) | creates | truncates
}
