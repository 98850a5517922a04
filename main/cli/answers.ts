import type { ProviderAnswer } from '../../common/contract.ts'
import type { Outcome } from './exit-codes.ts'

/** A provider that could not be asked makes an answer incomplete, and scripts must notice. */
export function outcomeOfAnswers(answers: readonly ProviderAnswer[]): Outcome {
  return answers.every(answer => answer.ok) ? 'done' : 'provider'
}
