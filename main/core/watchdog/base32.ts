const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const BITS = 5

/** Bytes as lower-case base32 without padding: what every provider allows in a name. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= BITS; bits -= BITS) text += ALPHABET.charAt((held >>> (bits - BITS)) & 31)
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (BITS - bits)) & 31) : text
}
