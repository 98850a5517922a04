import type { ProviderAnswer } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Asked, Provider } from './provider.ts'

/** Asks every provider the same; what one does not answer is told, never left out. */
export async function askAll<T>(
  providers: readonly Provider[],
  wallNow: () => number,
  ask: (provider: Provider, signal: AbortSignal) => Promise<Asked<T>>,
  signal: AbortSignal,
): Promise<{ values: T[]; answers: ProviderAnswer[] }> {
  const asked = await Promise.all(
    providers.map(async provider => {
      const answer = await withDeadline(async bounded => await ask(provider, bounded), signal)
      return { provider: provider.id, askedAt: new Date(wallNow()).toISOString(), answer }
    }),
  )
  return {
    values: asked.flatMap(({ answer }) => (answer.kind === 'answer' ? [answer.value] : [])),
    answers: asked.map(({ answer, ...rest }) =>
      answer.kind === 'answer' ? { ...rest, ok: true } : { ...rest, ok: false, error: answer.trouble.message },
    ),
  }
}

/** One that is slow must not keep the others from being shown, real ms. */
const DEADLINE_MS = 60_000

/** An answer in time, or that it did not come in time; rejects with the signal's reason. */
export async function withDeadline<T>(
  ask: (signal: AbortSignal) => Promise<Asked<T>>,
  signal: AbortSignal,
  deadlineMs = DEADLINE_MS,
): Promise<Asked<T>> {
  const late = AbortSignal.timeout(deadlineMs)
  try {
    return await ask(AbortSignal.any([signal, late]))
  } catch (error) {
    signal.throwIfAborted()
    if (!late.aborted) throw error
    return { kind: 'trouble', trouble: { reason: 'timeout', message: 'it did not answer in time' } }
  }
}

/** The answer of a provider that is needed. BurstError of kind `provider` where it did not come. */
export function answerOf<T>(provider: Provider, answer: Asked<T>): T {
  if (answer.kind === 'answer') return answer.value
  const { reason, message, remedy } = answer.trouble
  throw new BurstError('provider', [
    {
      code: `provider-${reason}`,
      message: `${provider.id} could not be asked: ${message}.`,
      remedy: remedy ?? (reason === 'auth' ? 'Check its credentials.' : 'Check the network, or try again later.'),
    },
  ])
}
