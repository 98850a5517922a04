import { randomBytes } from 'node:crypto'
import { BurstError } from '../../../common/errors.ts'

export type LineSpeed = {
  readonly upMbits: number
  readonly downMbits: number
  /** Whom it was measured against. */
  readonly host: string
}

export type LineTest = {
  /** Of a server that takes whatever is posted to `/__up` and gives so many bytes at `/__down?bytes=`. */
  readonly address: string
  /** Real ms. */
  readonly now: () => number
}

/** Each try is four times as large as the one before, until one takes long enough to say something. */
const FIRST_BYTES = 250_000
const GROWTH = 4
const LONG_ENOUGH_MS = 1500
/** On a fast line nothing takes long; and nobody pays for more than this to know. */
const MOST_BYTES = 64_000_000
const PATIENCE_MS = 60_000
const BITS = 8

/** How fast this computer's line sends and receives, at the cost of some megabytes. BurstError `line-test` where it cannot tell. */
export async function measureLine({ address, now }: LineTest, signal: AbortSignal): Promise<LineSpeed> {
  const base = address.replace(/\/+$/, '')
  const { host } = new URL(base)
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    const body = randomBytes(FIRST_BYTES)
    const up = await growing(now, async bytes => {
      // The same piece again and again: nobody packs bytes that have no pattern.
      const pieces = Array.from({ length: Math.ceil(bytes / body.length) }, () => body)
      await answered(fetch(`${base}/__up`, { method: 'POST', body: new Blob(pieces), signal: bounded }))
    })
    const down = await growing(now, async bytes => {
      const response = await answered(fetch(`${base}/__down?bytes=${bytes}`, { signal: bounded }))
      const got = (await response.arrayBuffer()).byteLength
      if (got < bytes) throw new Error(`it sent ${got} of ${bytes} bytes`)
    })
    return { upMbits: up, downMbits: down, host }
  } catch (error) {
    signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    throw new BurstError('provider', [
      {
        code: 'line-test',
        message: `The line could not be measured against ${host}: ${why}.`,
        remedy:
          'Check the network, name another server in the setting line-test-address, or say how fast your line is.',
      },
    ])
  }
}

async function answered(asked: Promise<Response>): Promise<Response> {
  const response = await asked
  if (response.ok) return response
  throw new Error(`it answered ${response.status}`)
}

/** Mbit/s of the largest try. */
async function growing(now: () => number, carry: (bytes: number) => Promise<void>): Promise<number> {
  for (let bytes = FIRST_BYTES; ; bytes = Math.min(bytes * GROWTH, MOST_BYTES)) {
    const from = now()
    await carry(bytes)
    const ms = now() - from
    if (ms >= LONG_ENOUGH_MS || bytes >= MOST_BYTES) return rounded((bytes * BITS) / 1000 / ms)
  }
}

/** Nobody's line is known to more than two digits. */
function rounded(mbits: number): number {
  return Number(mbits.toPrecision(2))
}
