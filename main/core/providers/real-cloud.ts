import { add, type Money } from '../../../common/money.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Credentials } from './credentials.ts'
import type { Asked, GetResult, ProviderInstance } from './provider.ts'

/** What every client of a real cloud is made of. */
export type CloudOptions = {
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly credentials: Credentials
  /** Whether the user lets machines at OVHcloud end themselves; no where nobody knows the settings. */
  readonly ovhSelfEnd?: () => boolean
  /** Whether RunPod itself is asked to end pods; no where nobody knows the settings. */
  readonly runpodTerminateAfter?: () => boolean
  readonly log?: Log
}

/** An id that still names something, if only its own end, names nothing that could be billed. */
export function found(instance: ProviderInstance): GetResult {
  return instance.state === 'gone' && instance.billing === 'none' ? { kind: 'not-found' } : { kind: 'found', instance }
}

/** Charges come with a bill: until then Burst's own meter counts. */
export const TELLS_LATER: Asked<never> = {
  kind: 'trouble',
  trouble: { reason: 'bad-answer', message: 'it tells what it charged only later' },
}

/** Adds up what is billed in pieces; what nobody can read as money is left out. */
export function sumsBy(pieces: readonly (readonly [id: string, amount: Money | null])[]): Map<string, Money> {
  const sums = new Map<string, Money>()
  for (const [id, amount] of pieces) {
    if (amount === null) continue
    const before = sums.get(id)
    sums.set(id, before ? add(before, amount) : amount)
  }
  return sums
}
