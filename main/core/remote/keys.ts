import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { BurstError } from '../../../common/errors.ts'
import { writeDurably } from '../transfer/durable.ts'
import { createKeyPair } from './key-pair.ts'

const StoredPair = z.object({ private: z.string().max(10_000), public: z.string().max(1_000) })

/** What one instance is reached with: our login key, and the host key we give it so that it is pinned from the start. */
const LaneKeys = z.object({ client: StoredPair, host: StoredPair })
export type LaneKeys = z.infer<typeof LaneKeys>

export type LaneKeyStore = {
  /** Makes and durably stores the keys of an attempt; an attempt that has keys keeps them. */
  create(attempt: string): Promise<LaneKeys>
  read(attempt: string): Promise<LaneKeys>
  remove(attempt: string): Promise<void>
  /** Every attempt that has keys. */
  list(): Promise<string[]>
}

/** Keys of running lanes in a folder, one file an attempt, for this user alone. */
export function createLaneKeyStore(folder: string): LaneKeyStore {
  const fileOf = (attempt: string) => path.join(folder, `${checkedAttempt(attempt)}.json`)
  return {
    async create(attempt) {
      const file = fileOf(attempt)
      const existing = await readKeys(file)
      if (existing) return existing
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await chmod(folder, 0o700)
      const keys = { client: createKeyPair('burst'), host: createKeyPair('burst-host') }
      await writeDurably(file, JSON.stringify(keys), 0o600)
      return keys
    },
    async read(attempt) {
      const keys = await readKeys(fileOf(attempt))
      if (!keys) throw missingKeys(attempt, fileOf(attempt))
      return keys
    },
    async remove(attempt) {
      await rm(fileOf(attempt), { force: true })
    },
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return []
        throw error
      })
      return names.filter(name => /^[0-9A-Za-z_-]{1,64}\.json$/.test(name)).map(name => name.slice(0, -'.json'.length))
    },
  }
}

async function readKeys(file: string): Promise<LaneKeys | null> {
  try {
    return LaneKeys.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** An attempt names a file, so it must not be able to name another one. */
function checkedAttempt(attempt: string): string {
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(attempt)) throw new Error('not an attempt id')
  return attempt
}

function missingKeys(attempt: string, file: string): BurstError {
  return new BurstError('failed', [
    {
      code: 'lane-keys-missing',
      message: `The SSH keys of attempt ${attempt} are not in the home folder.`,
      remedy: 'The instance cannot be reached without them: end it with `burst kill`, and start its work again.',
      file,
    },
  ])
}
