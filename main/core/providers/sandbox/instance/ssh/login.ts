import ssh2, { type AuthContext, type ParsedKey, type PublicKeyAuthContext } from 'ssh2'

/** Lets in who proves to have the one key, as the one user. Nobody else, and nothing else than a key. */
export function createLogin(user: string, publicKey: string): (attempt: AuthContext) => void {
  const key = ssh2.utils.parseKey(publicKey)
  if (key instanceof Error) throw new Error(`the client's public key cannot be read: ${key.message}`)
  const wanted = key.getPublicSSH()
  return attempt => {
    if (attempt.method !== 'publickey' || attempt.username !== user || !attempt.key.data.equals(wanted))
      return attempt.reject(['publickey'])
    // Without a signature the client only asks whether this key is worth trying.
    if (attempt.signature && !isProven(key, attempt)) return attempt.reject(['publickey'])
    attempt.accept()
  }
}

function isProven(key: ParsedKey, { blob, signature }: PublicKeyAuthContext): boolean {
  if (!blob || !signature) return false
  // Where it cannot tell, it returns an error, which its type does not say.
  const answer: unknown = key.verify(blob, signature)
  return answer === true
}
