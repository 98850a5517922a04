import ssh2 from 'ssh2'

/** OpenSSH text: `private` in its PEM form, `public` as one line. */
export type KeyPair = { private: string; public: string }

/** Measured: 12 of 5,000 pairs are malformed (below), so this many in a row are not. */
const MAX_TRIES = 20

/**
 * A new ed25519 key pair that is proven to work.
 *
 * ssh2 1.17 writes some pairs that nothing can read again, itself included; an instance given one could never be
 * reached. So each pair has to sign something before it is handed out.
 */
export function createKeyPair(
  comment: string,
  generate: (comment: string) => KeyPair = text => ssh2.utils.generateKeyPairSync('ed25519', { comment: text }),
): KeyPair {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const pair = generate(comment)
    if (works(pair)) return { private: pair.private, public: pair.public }
  }
  throw new Error('no working SSH key could be made')
}

function works(pair: KeyPair): boolean {
  const secret = ssh2.utils.parseKey(pair.private)
  const open = ssh2.utils.parseKey(pair.public)
  if (secret instanceof Error || open instanceof Error) return false
  const text = 'burst'
  const signature: unknown = secret.sign(text)
  return Buffer.isBuffer(signature) && open.verify(text, signature)
}

/** The public line that belongs to a private key; throws where it is no key. */
export function publicKeyOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey)
  if (key instanceof Error) throw key
  return `${key.type} ${key.getPublicSSH().toString('base64')}`
}
