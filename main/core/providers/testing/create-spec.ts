import { createKeyPair } from '../../remote/key-pair.ts'
import type { CreateSpec } from '../provider.ts'

const KEYS = { client: createKeyPair('client'), host: createKeyPair('host') }
const HOUR_MS = 3_600_000
let names = 0

/** A name as Burst gives them. */
export function freshName(): string {
  names += 1
  const attempt = names.toString(16).padStart(16, '0')
  return `burst-0a1b2c3d-${attempt}-9f8e7d6c5b`
}

/** What is asked for where a test says no more than what and until when. */
export function createSpec(given: Pick<CreateSpec, 'offerId' | 'endByMs'> & Partial<CreateSpec>): CreateSpec {
  return {
    name: freshName(),
    clientPublicKey: KEYS.client.public,
    hostPrivateKey: KEYS.host.private,
    lastEndMs: given.endByMs + HOUR_MS,
    private: false,
    models: [],
    packs: [],
    bidPerHour: null,
    image: null,
    volume: null,
    diskBytes: 40e9,
    mayLeave: () => null,
    ...given,
  }
}
