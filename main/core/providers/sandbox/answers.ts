import type { Asked, Trouble } from '../provider.ts'
import type { Answer } from './api-client.ts'

/** What the practice cloud's answers mean to whoever asks a provider. */
export function isNotFound(answer: Answer<unknown>): boolean {
  return answer.kind === 'refused' && answer.code === 'not-found'
}

export function asked<T>(answer: Answer<T>): Asked<T> {
  return answer.kind === 'answer' ? answer : troubled(answer)
}

/** For calls whose answer says nothing more. */
export function done(answer: Asked<unknown>): Asked<null> {
  return answer.kind === 'answer' ? { kind: 'answer', value: null } : answer
}

export function troubled(answer: Exclude<Answer<unknown>, { kind: 'answer' }>): { kind: 'trouble'; trouble: Trouble } {
  if (answer.kind === 'trouble') return { kind: 'trouble', trouble: answer.trouble }
  const reason = answer.status === 401 ? 'auth' : 'bad-answer'
  return { kind: 'trouble', trouble: { reason, message: answer.message } }
}
