import { BurstError } from '../../common/errors.ts'
import type { Session } from './session.ts'
import { flagError } from './usage-error.ts'

/** Real money moves only when somebody agreed: with `--yes`, or by an answer on a terminal. */
export async function confirmSpending(session: Session, agreed: boolean): Promise<void> {
  await confirm(session, agreed, { flag: '--yes', what: 'This spends real money', question: 'Rent it?' })
}

/** What ends instances needs `--confirm`, or an answer on a terminal. */
export async function confirmEnding(session: Session, agreed: boolean, question: string): Promise<void> {
  await confirm(session, agreed, { flag: '--confirm', what: 'This ends instances', question })
}

/** What deletes something that somebody made needs `--confirm`, or an answer on a terminal. */
export async function confirmDeleting(session: Session, agreed: boolean, question: string): Promise<void> {
  await confirm(session, agreed, { flag: '--confirm', what: 'This deletes it for good', question })
}

type Question = { readonly flag: string; readonly what: string; readonly question: string }

async function confirm({ host }: Session, agreed: boolean, { flag, what, question }: Question): Promise<void> {
  if (agreed) return
  if (!host.terminal.canAsk)
    throw flagError('not-confirmed', `${what} and nobody is there to ask.`, `Add ${flag} when it is wanted.`)
  const answer = await host.terminal.ask(`${question} [y/N] `, host.interrupts.first)
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new BurstError('cancelled', [
    { code: 'declined', message: 'Nothing was done.', remedy: `Answer y, or add ${flag}.` },
  ])
}
