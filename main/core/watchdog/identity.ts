import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { BurstError } from '../../../common/errors.ts'
import { syncFolder } from '../transfer/durable.ts'
import { instanceNames, type Identity } from './names.ts'

const Stored = z.strictObject({
  install: z.string().regex(/^[0-9a-f]{8}$/),
  macKey: z.string().regex(/^[0-9a-f]{64}$/),
})
type Stored = z.infer<typeof Stored>

export type RandomBytes = (bytes: number) => Buffer

/**
 * This installation's identity, from an owner-only file; made once, where there is none, and never overwritten.
 *
 * BurstError where the file cannot be read or understood: without it no instance can be told to be ours.
 */
export async function openIdentity(file: string, random: RandomBytes = randomBytes): Promise<Identity> {
  return identityOf(readStored(file) ?? (await makeStored(file, random)), random)
}

/** The identity that is there; null where none is, and so nothing that runs can be told to be ours. */
export function readIdentity(file: string): Identity | null {
  const stored = readStored(file)
  return stored && identityOf(stored, randomBytes)
}

/** An identity under which nothing runs and nothing is rented: of a home that has none yet. */
export function identityOfNobody(random: RandomBytes = randomBytes): Identity {
  return identityOf(freshStored(random), random)
}

function freshStored(random: RandomBytes): Stored {
  return { install: random(4).toString('hex'), macKey: random(32).toString('hex') }
}

function identityOf({ install, macKey }: Stored, random: RandomBytes): Identity {
  const key = Buffer.from(macKey, 'hex')
  return instanceNames({
    install,
    random,
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
async function makeStored(file: string, random: RandomBytes): Promise<Stored> {
  const fresh = freshStored(random)
  const draft = `${file}.${randomUUID()}`
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(draft, JSON.stringify(fresh), { mode: 0o600, flag: 'wx', flush: true })
    linkUnlessThere(draft, file)
    // Before anything is rented: a name that nobody can prove to be ours would be left running.
    await syncFolder(path.dirname(file))
  } catch (error) {
    throw broken(file, error)
  } finally {
    rmSync(draft, { force: true })
  }
  const kept = readStored(file)
  if (kept) return kept
  throw broken(file, new Error('it was taken away while it was made'))
}

function linkUnlessThere(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function broken(file: string, cause: unknown): BurstError {
  return new BurstError(
    'failed',
    [
      {
        code: 'identity-unreadable',
        message: `${file} cannot be used as this installation's identity: ${reasonOf(cause)}`,
        remedy: 'Put back a copy of it, or move it away: then instances rented before are no longer known as ours.',
        file,
      },
    ],
    { cause },
  )
}

/** Never the text itself: it may hold the key. */
function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError || cause instanceof SyntaxError) return 'it does not hold one.'
  return cause instanceof Error ? cause.message : String(cause)
}
