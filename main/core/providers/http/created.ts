import type { CreateResult, VolumeCreated } from '../provider.ts'
import type { HttpAnswer } from './http-client.ts'

type Rejection = Extract<CreateResult, { kind: 'rejected' }>['reason']

/**
 * What the answer to a create means (law 1).
 *
 * A refusal with a status of 400 to 499 made nothing, unless `idOf` finds an instance in it. Whatever else is not an
 * answer leaves it unknown, but for a request that cannot have arrived.
 */
export function createResult<T>(
  answer: HttpAnswer<T>,
  {
    idOf,
    hidden,
    reason,
  }: {
    readonly idOf: (value: T) => string
    /** An instance whose id is in the body of an error. */
    readonly hidden?: (body: unknown) => string | null
    readonly reason: (refusal: { status: number; code: string; message: string }) => Rejection
  },
): CreateResult {
  if (answer.kind === 'answer') return { kind: 'created', instanceId: idOf(answer.value) }
  const instanceId = hidden?.(answer.body) ?? null
  if (instanceId !== null) return { kind: 'created', instanceId }
  // Timed out on the provider's side: nobody knows what was done by then.
  if (answer.kind === 'refused' && answer.status === 408) return { kind: 'unknown', message: answer.message }
  if (answer.kind === 'refused') return { kind: 'rejected', reason: reasonFor(answer, reason), message: answer.message }
  if (!answer.isSent) return { kind: 'rejected', reason: 'rate-limited', message: answer.trouble.message }
  return { kind: 'unknown', message: answer.trouble.message }
}

/** The same of a volume, of which it matters less why it was refused than that nothing was made. */
export function createdVolume<T>(answer: HttpAnswer<T>, idOf: (value: T) => string): VolumeCreated {
  const result = createResult(answer, { idOf, reason: () => 'invalid' })
  if (result.kind === 'created') return { kind: 'created', volumeId: result.instanceId }
  return { kind: result.kind, message: result.message }
}

function reasonFor(
  refusal: { status: number; code: string; message: string },
  own: (refusal: { status: number; code: string; message: string }) => Rejection,
): Rejection {
  if (refusal.status === 401) return 'auth'
  return refusal.status === 429 ? 'rate-limited' : own(refusal)
}
