import { BurstError, type Problem } from '../../common/errors.ts'
import type { Outcome } from './exit-codes.ts'

/** Any failure as an error a person can act on; what nobody foresaw is told as what it is, a fault of Burst. */
export function asBurstError(error: unknown): BurstError {
  if (error instanceof BurstError) return error
  if (error instanceof Error && error.name === 'AbortError')
    return new BurstError('cancelled', [
      { code: 'interrupted', message: 'Interrupted.', remedy: 'Give the command again when you want it.' },
    ])
  const message = error instanceof Error ? error.message : String(error)
  return new BurstError(
    'failed',
    [{ code: 'internal', message, remedy: 'This is a fault of Burst. The log in the home may say more.' }],
    { cause: error },
  )
}

export function outcomeOfError(error: BurstError): Outcome {
  return error.exit
}

/** For people: what, where, what to do. */
export function errorText(error: BurstError): string {
  return error.problems.map(problem => problemText('error', problem)).join('')
}

export function warningText(problem: Problem): string {
  return problemText('warning', problem)
}

/** For scripts: one document; where there are several problems the first is the headline. */
export function errorDocument(error: BurstError): { error: Problem } {
  const [headline, ...others] = error.problems
  if (!headline) return { error: { code: 'internal', message: error.message, remedy: '' } }
  return { error: others.length > 0 ? { ...headline, details: { problems: error.problems } } : headline }
}

function problemText(kind: 'error' | 'warning', problem: Problem): string {
  const place = placeOf(problem)
  const lines = [`${kind}: ${problem.message}`]
  if (place !== null) lines.push(`  in ${place}`)
  if (problem.remedy !== '') lines.push(`  ${problem.remedy}`)
  return `${lines.join('\n')}\n`
}

function placeOf({ file, line, column }: Problem): string | null {
  if (file === undefined) return null
  return [file, line, column].filter(part => part !== undefined).join(':')
}
