import { SIGN_PATH, SignReply, TOKEN_HEADER } from '../../common/web-wire.ts'
import type { PictureAddress } from './host.ts'

/** More addresses than a long look at a grid needs; the oldest are forgotten first. */
const KEPT = 5000
const BATCH = 500

type Asked = {
  readonly picture: PictureAddress
  readonly resolve: (address: string) => void
  readonly reject: (reason: unknown) => void
}

/** Signed addresses of pictures: those that are wanted at the same time are asked for together, and kept. */
export function createPictureAddresses(token: string, fetch: typeof globalThis.fetch) {
  const known = new Map<string, Promise<string>>()
  let asked: Asked[] = []

  async function sign(batch: readonly Asked[]): Promise<void> {
    try {
      const response = await fetch(SIGN_PATH, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [TOKEN_HEADER]: token },
        body: JSON.stringify({ pictures: batch.map(({ picture }) => picture) }),
      })
      if (!response.ok) throw new Error(`pictures are not signed (${response.status})`)
      const { addresses } = SignReply.parse(await response.json())
      for (const [index, { resolve }] of batch.entries()) resolve(addresses[index] ?? '')
    } catch (error) {
      for (const { picture, reject } of batch) {
        known.delete(keyOf(picture))
        reject(error)
      }
    }
  }

  function flush(): void {
    const all = asked
    asked = []
    for (let at = 0; at < all.length; at += BATCH) void sign(all.slice(at, at + BATCH))
  }

  return async ({ burstId, item, size }: PictureAddress): Promise<string> => {
    const picture = { burstId, item, size }
    const key = keyOf(picture)
    const there = known.get(key)
    if (there) return await there
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    known.set(key, promise)
    if (known.size > KEPT) known.delete(known.keys().next().value ?? '')
    if (asked.push({ picture, resolve, reject }) === 1) queueMicrotask(flush)
    return await promise
  }
}

function keyOf({ burstId, item, size }: PictureAddress): string {
  return `${burstId} ${item} ${size}`
}
