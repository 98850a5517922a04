import type { ProviderAnswer } from '../../../common/contract.ts'

/** Which providers did not answer: what they rent out is unknown, not nothing. Empty when all did. */
export function answersText(answers: readonly ProviderAnswer[]): string {
  return answers
    .filter(answer => !answer.ok)
    .map(answer => `warning: ${answer.provider} could not be asked: ${answer.error ?? 'no reason given'}`)
    .join('\n')
}

/** Who was asked, for lists that would otherwise be read as "nothing runs anywhere". */
export function askedText(answers: readonly ProviderAnswer[]): string {
  const names = answers.filter(answer => answer.ok).map(answer => answer.provider)
  return names.length > 0 ? `asked: ${names.join(', ')}` : 'no provider could be asked'
}
