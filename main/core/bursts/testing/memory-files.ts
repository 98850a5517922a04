import { createHash } from 'node:crypto'
import path from 'node:path'
import type { HomeFiles } from '../../transfer/home-files.ts'
import type { LaneKeyStore } from '../../remote/keys.ts'
import type { SessionFolders } from '../../transfer/session-folder.ts'

/** A disk that survives the program that wrote to it. */
export type MemoryDisk = {
  readonly contents: Map<string, Buffer>
  readonly files: HomeFiles
  readonly folders: SessionFolders
  readonly keys: LaneKeyStore
  /** Attempts that have keys. */
  readonly keyed: Set<string>
}

export function createMemoryDisk(): MemoryDisk {
  const contents = new Map<string, Buffer>()
  const keyed = new Set<string>()
  return { contents, keyed, files: filesOn(contents), folders: FOLDERS, keys: keysIn(keyed) }
}

function filesOn(contents: Map<string, Buffer>): HomeFiles {
  return {
    partPath: async (folder, fileName) => path.join(folder, `.${fileName}.part`),
    async openPart(folder, fileName, keep) {
      const file = path.join(folder, `.${fileName}.part`)
      const left = contents.get(file) ?? Buffer.alloc(0)
      const chunks: Buffer[] = left.length > keep ? [] : [left]
      return {
        path: file,
        held: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
        write: async chunk => {
          chunks.push(chunk)
          contents.set(file, Buffer.concat(chunks))
        },
        finish: async () => {
          const whole = Buffer.concat(chunks)
          contents.set(file, whole)
          return { bytes: whole.length, sha256: sha256(whole) }
        },
        leave: async () => undefined,
        discard: async () => void contents.delete(file),
      }
    },
    async rename(folder, part, fileName) {
      const whole = contents.get(part.path)
      if (!whole) throw new Error(`${part.path} is not finished`)
      contents.delete(part.path)
      contents.set(path.join(folder, fileName), whole)
    },
    syncFolder: async () => {},
    async writeRecord(file, content) {
      const pieces: Buffer[] = []
      if (typeof content === 'string' || Buffer.isBuffer(content)) pieces.push(Buffer.from(content))
      else for await (const piece of content) pieces.push(Buffer.from(piece))
      contents.set(file, Buffer.concat(pieces))
    },
    async removeParts(folder) {
      for (const file of contents.keys()) if (file.startsWith(folder) && file.endsWith('.part')) contents.delete(file)
    },
    async fingerprint(file, bytes) {
      const found = contents.get(file)
      return found?.length === bytes ? { sha256: sha256(found) } : null
    },
    freeBytes: async () => 1e12,
  }
}

const FOLDERS: SessionFolders = {
  claim: async wanted => ('folder' in wanted ? wanted.folder : path.join(wanted.parent, wanted.name)),
}

function keysIn(keyed: Set<string>): LaneKeyStore {
  const pair = { private: 'private', public: 'public' }
  const keys = { client: pair, host: pair }
  return {
    create: async attempt => {
      keyed.add(attempt)
      return keys
    },
    read: async attempt => {
      if (!keyed.has(attempt)) throw new Error(`attempt ${attempt} has no keys`)
      return keys
    },
    prepareNext: async () => ({ ...keys, next: pair }),
    promoteNext: async () => keys,
    forgetRetired: async () => keys,
    filesForSsh: async () => ({ login: 'login', knownHosts: 'known-hosts' }),
    remove: async attempt => void keyed.delete(attempt),
    list: async () => [...keyed],
  }
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
