import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, linkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { BurstError } from '../../../common/errors.ts'
import { instanceNames, type Identity } from './names.ts'

const Stored = z.strictObject({
  install: z.string().regex(/^[0-9a-f]{8}$/),
  macKey: z.string().regex(/^[0-9a-f]{64}$/),
})
type Stored = z.infer<typeof Stored>

/**
 * This installation's identity, from an owner-only file; made once, where there is none, and never overwritten.
 *
 * BurstError where the file cannot be read or understood: without it no instance can be told to be ours.
 */
export async function openIdentity(file: string): Promise<Identity> {
  const { install, macKey } = readStored(file) ?? makeStored(file)
  const key = Buffer.from(macKey, 'hex')
  return instanceNames({
    install,
    random: bytes => randomBytes(bytes),
    mac: text => createHmac('sha256', key).update(text).digest(),
  })
}

function readStored(file: string): Stored | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw broken(file, error)
  }
  try {
    return Stored.parse(JSON.parse(text))
  } catch (error) {
    throw broken(file, error)
  }
}

/** Of several processes at once one wins, and all use what it made. */
function makeStored(file: string): Stored {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const fresh: Stored = { install: randomBytes(4).toString('hex'), macKey: randomBytes(32).toString('hex') }
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, JSON.stringify(fresh), { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readStored(file) ?? fresh
}

function broken(file: string, cause: unknown): BurstError {
  return new BurstError(
    'failed',
    [
      {
        code: 'identity-unreadable',
        message: `${file} cannot be read as this installation's identity.`,
        remedy: 'Put back a copy of it, or move it away: then instances rented before are no longer known as ours.',
        file,
      },
    ],
    { cause },
  )
}
