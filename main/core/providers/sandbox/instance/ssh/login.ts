import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import ssh2, { type AuthContext, type ParsedKey, type PublicKeyAuthContext } from 'ssh2'

/** As sshd has it, relative to the login folder. */
const AUTHORIZED_KEYS = path.join('.ssh', 'authorized_keys')
/** More than anybody needs, so that no file makes a login slow. */
const MAX_KEYS = 50

/** Puts the key of the one who rented the machine on its disk, unless a list is there: it may have been changed since. */
export function authorize(root: string, publicKey: string): void {
  const file = path.join(root, AUTHORIZED_KEYS)
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, `${publicKey.trim()}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/**
 * Lets in who proves to have one of the listed keys, as the one user. Nobody else, and nothing else than a key.
 *
 * The list is read at each login: what was put there or taken away counts from the next one on.
 */
export function createLogin(user: string, root: string): (attempt: AuthContext) => void {
  return attempt => {
    if (attempt.method !== 'publickey' || attempt.username !== user) return attempt.reject(['publickey'])
    const key = authorizedKeys(root).find(listed => attempt.key.data.equals(listed.getPublicSSH()))
    // Without a signature the client only asks whether this key is worth trying.
    if (!key || (attempt.signature && !isProven(key, attempt))) return attempt.reject(['publickey'])
    attempt.accept()
  }
}

/** None where the list cannot be read; a line that is no key counts for nothing. */
function authorizedKeys(root: string): ParsedKey[] {
  try {
    const lines = readFileSync(path.join(root, AUTHORIZED_KEYS), 'utf8').split('\n').slice(0, MAX_KEYS)
    return lines.flatMap(line => {
      const key = line.trim() === '' ? null : ssh2.utils.parseKey(line.trim())
      return key === null || key instanceof Error ? [] : [key]
    })
  } catch {
    return []
  }
}

function isProven(key: ParsedKey, { blob, signature }: PublicKeyAuthContext): boolean {
  if (!blob || !signature) return false
  // Where it cannot tell, it returns an error, which its type does not say.
  const answer: unknown = key.verify(blob, signature)
  return answer === true
}
