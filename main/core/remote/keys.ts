import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { BurstError } from '../../../common/errors.ts'
import { writeDurably } from '../transfer/durable.ts'
import { createKeyPair, type KeyPair } from './key-pair.ts'

const StoredPair = z.object({ private: z.string().max(10_000), public: z.string().max(1_000) })

/** What one instance is reached with: our login key, and the host key we give it so that it is pinned from the start. */
const LaneKeys = z.object({
  client: StoredPair,
  host: StoredPair,
  /** On its way to take the place of `client`: the instance may take the one, the other, or both. */
  next: StoredPair.optional(),
  /** Public keys that were the login key, and may still be taken by the instance. */
  retired: z.array(z.string().max(1_000)).max(20).optional(),
})
export type LaneKeys = z.infer<typeof LaneKeys>

export type LaneKeyStore = {
  /** Makes and durably stores the keys of an attempt; an attempt that has keys keeps them. */
  create(attempt: string): Promise<LaneKeys>
  read(attempt: string): Promise<LaneKeys>
  /** Makes and durably stores the key that is to take the login key's place; one that was begun is gone on with. */
  prepareNext(attempt: string): Promise<LaneKeys & { next: KeyPair }>
  /** From here on the next key is the login key; of the old one nothing is kept but what names it. */
  promoteNext(attempt: string): Promise<LaneKeys>
  /** The instance takes the login key alone. */
  forgetRetired(attempt: string): Promise<LaneKeys>
  /** Writes login key and host key as files that `ssh` reads, until the attempt is removed; their paths. */
  filesForSsh(attempt: string, hostName: string): Promise<{ login: string; knownHosts: string }>
  remove(attempt: string): Promise<void>
  /** Every attempt that has keys. */
  list(): Promise<string[]>
}

/** So many keys are remembered that an instance may still take. */
const MAX_RETIRED = 20

/** Keys of running lanes in a folder, one file an attempt, for this user alone. */
export function createLaneKeyStore(folder: string): LaneKeyStore {
  const fileOf = (attempt: string) => path.join(folder, `${checkedAttempt(attempt)}.json`)
  const existing = async (attempt: string) => {
    const keys = await readKeys(fileOf(attempt))
    if (!keys) throw missingKeys(attempt, fileOf(attempt))
    return keys
  }
  async function written<T extends LaneKeys>(attempt: string, keys: T): Promise<T> {
    await writeDurably(fileOf(attempt), JSON.stringify(keys), 0o600)
    return keys
  }
  return {
    async create(attempt) {
      const file = fileOf(attempt)
      const made = await readKeys(file)
      if (made) return made
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await chmod(folder, 0o700)
      const keys = { client: createKeyPair('burst'), host: createKeyPair('burst-host') }
      await writeDurably(file, JSON.stringify(keys), 0o600)
      return keys
    },
    read: existing,
    async prepareNext(attempt) {
      const keys = await existing(attempt)
      const next = keys.next ?? createKeyPair('burst')
      return await written(attempt, { ...keys, next })
    },
    async promoteNext(attempt) {
      const { client, host, next, retired = [] } = await existing(attempt)
      if (!next) throw new Error('there is no key to promote')
      return await written(attempt, { client: next, host, retired: [...retired, client.public].slice(-MAX_RETIRED) })
    },
    async forgetRetired(attempt) {
      const { client, host } = await existing(attempt)
      return await written(attempt, { client, host })
    },
    async filesForSsh(attempt, hostName) {
      const { client, host } = await existing(attempt)
      const [login, knownHosts] = sshFilesOf(fileOf(attempt))
      await writeDurably(login, client.private, 0o600)
      await writeDurably(knownHosts, `${hostName} ${host.public.trim()}\n`, 0o600)
      return { login, knownHosts }
    },
    async remove(attempt) {
      for (const file of [fileOf(attempt), ...sshFilesOf(fileOf(attempt))]) await rm(file, { force: true })
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

function sshFilesOf(file: string): [login: string, knownHosts: string] {
  const stem = file.slice(0, -'.json'.length)
  return [`${stem}.key`, `${stem}.known-hosts`]
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
