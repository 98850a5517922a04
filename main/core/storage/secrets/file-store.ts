import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'
import { writeDurably } from '../../transfer/durable.ts'
import { checkSecret, type SecretStore } from './secret-store.ts'

/** 128 MB and about half a second: what guessing a passphrase costs each time. */
const COST = 2 ** 17
/** A file may not ask for more than 1 GB. */
const MAX_COST = 2 ** 20
const KEY_BYTES = 32
const IV_BYTES = 12

const Stored = z.strictObject({
  version: z.literal(1),
  /** scrypt's N; r is 8 and p is 1. */
  cost: z.int().min(2).max(MAX_COST),
  salt: z.base64(),
  /** All names and secrets together: not even how many there are can be read, or changed one by one. */
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64(),
})
type Stored = z.infer<typeof Stored>
const Secrets = z.record(z.string(), z.string())
type Secrets = z.infer<typeof Secrets>

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt)

type KeyOf = (salt: Buffer, cost: number) => Promise<Buffer>

/** A key costs half a second: that of the last salt is kept, as the passphrase itself is. */
function keysOf(passphrase: string): KeyOf {
  let last: { of: string; key: Promise<Buffer> } | null = null
  return async (salt, cost) => {
    const of = `${cost} ${salt.toString('base64')}`
    if (last?.of !== of)
      last = { of, key: derive(passphrase, salt, KEY_BYTES, { N: cost, r: 8, p: 1, maxmem: 2048 * cost + 2 ** 22 }) }
    return await last.key
  }
}

/**
 * Secrets in a file, encrypted with a passphrase (scrypt, AES-256-GCM), for machines without a keyring.
 *
 * BurstError of kind `provider` where the passphrase is not the one it was written with, or the file was changed; the
 * file itself is left as it is.
 */
export function fileStore(file: string, passphrase: string, cost: number = COST): SecretStore {
  const keyOf = keysOf(passphrase)
  let turn: Promise<unknown> = Promise.resolve()
  /** One change after the other: each reads the file and writes it whole. */
  const change = async <T>(alter: (secrets: Secrets) => { secrets: Secrets; result: T }): Promise<T> => {
    const mine = turn.then(async () => {
      const { secrets, result } = alter(await read(file, keyOf))
      await write(file, keyOf, secrets, cost)
      return result
    })
    turn = mine.catch(() => undefined)
    return await mine
  }
  return {
    kind: 'file',
    get: async name => {
      const secrets = await read(file, keyOf)
      return Object.hasOwn(secrets, name) ? (secrets[name] ?? null) : null
    },
    set: async (name, value) => {
      checkSecret(name, value)
      await change(secrets => ({ secrets: { ...secrets, [name]: value }, result: null }))
    },
    delete: async name =>
      await change(secrets => {
        const { [name]: gone, ...kept } = secrets
        return { secrets: kept, result: gone !== undefined }
      }),
    names: async () => Object.keys(await read(file, keyOf)).toSorted(),
  }
}

async function read(file: string, keyOf: KeyOf): Promise<Secrets> {
  const stored = await readStored(file)
  if (stored === null) return {}
  const bytes = (text: string) => Buffer.from(text, 'base64')
  const key = await keyOf(bytes(stored.salt), stored.cost).catch((error: unknown) => {
    throw damaged(file, error)
  })
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(stored.iv), { authTagLength: 16 })
    decipher.setAAD(aadOf(stored)).setAuthTag(bytes(stored.tag))
    const text = Buffer.concat([decipher.update(bytes(stored.data)), decipher.final()]).toString('utf8')
    return Secrets.parse(JSON.parse(text))
  } catch {
    throw locked(
      'secrets-not-opened',
      `${file} cannot be opened: the passphrase is another one, or the file was changed.`,
      'Name the file with the right passphrase in BURST_PASSPHRASE_FILE, or put back a copy of the secrets.',
      file,
    )
  }
}

async function write(file: string, keyOf: KeyOf, secrets: Secrets, cost: number): Promise<void> {
  // The salt stays with the file: each time is sealed under a fresh nonce.
  const known = await readStored(file)
  const salt = known?.cost === cost ? Buffer.from(known.salt, 'base64') : randomBytes(16)
  const iv = randomBytes(IV_BYTES)
  const head = { version: 1 as const, cost, salt: salt.toString('base64'), iv: iv.toString('base64') }
  const key = await keyOf(salt, cost)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(aadOf(head))
  const data = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
  const stored: Stored = { ...head, tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') }
  await writeDurably(file, JSON.stringify(stored), 0o600)
}

const aadOf = ({ version, cost, salt, iv }: Pick<Stored, 'version' | 'cost' | 'salt' | 'iv'>) =>
  Buffer.from(`burst secrets ${version} ${cost} ${salt} ${iv}`)

async function readStored(file: string): Promise<Stored | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw damaged(file, error)
  }
  try {
    return Stored.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(file, error)
  }
}

const damaged = (file: string, cause: unknown) =>
  locked(
    'secrets-damaged',
    `${file} is not a file of secrets${cause instanceof Error && 'code' in cause ? `: ${cause.message}` : '.'}`,
    'Put back a copy of it, or move it away and enter the secrets again.',
    file,
  )

function locked(code: string, message: string, remedy: string, file: string): BurstError {
  return new BurstError('provider', [{ code, message, remedy, file }])
}
