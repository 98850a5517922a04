import { createHash, randomUUID } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { platform } from 'node:os'
import path from 'node:path'

/** Where everything of one practice cloud lies. All paths are absolute. */
export type SandboxFiles = {
  readonly root: string
  readonly socket: string
  /** Owner-only; whoever can read it may use the cloud. */
  readonly token: string
  readonly clock: string
  readonly database: string
  /** Optional: numbers that replace the GPUs' own, see `boot-profile.ts`. */
  readonly profile: string
  /** One line for every rendering that was finished on any machine, also of machines that are gone. */
  readonly made: string
  readonly madeBefore: string
  readonly instances: string
  /** Disks that were kept. */
  readonly images: string
  /** Disks for models, which machines mount. */
  readonly volumes: string
  /** Where machines keep what must never touch a disk; null where this system has no such place. */
  readonly memory: string | null
  readonly log: string
}

/** The layout of a sandbox folder; creates nothing. */
export function sandboxAt(folder: string): SandboxFiles {
  const root = path.resolve(folder)
  const within = (name: string) => path.join(root, name)
  return {
    root,
    socket: within('sandbox.sock'),
    token: within('token'),
    clock: within('clock.json'),
    database: within('cloud.db'),
    profile: within('profile.json'),
    made: within('made.jsonl'),
    madeBefore: within('made.before-reset.jsonl'),
    instances: within('instances'),
    images: within('images'),
    volumes: within('volumes'),
    memory: memoryFor(root),
    log: within('sandbox.log'),
  }
}

/** Linux keeps this folder in memory; other systems have none that everybody may use. */
const MEMORY = '/dev/shm'

function memoryFor(root: string): string | null {
  if (platform() !== 'linux' || !existsSync(MEMORY)) return null
  return path.join(MEMORY, `burst-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
}

export function makeSandboxFolder(files: SandboxFiles): void {
  mkdirSync(files.root, { recursive: true, mode: 0o700 })
}

/** Writes a whole, owner-only file unless there is one: of several processes at once, one wins and none reads half. */
export function createOnce(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
}
