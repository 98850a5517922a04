import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Face } from '../host.ts'
import type { Session } from '../session.ts'
import { progressView, type ProgressView } from './show-progress.ts'
import { untilBurst } from './until.ts'

/** How far a command saw its burst; `detached` when the person left and the burst goes on without this command. */
export type CarriedOut = { readonly burst: BurstSummary; readonly detached: boolean }

/**
 * Shows a burst until it is over, and obeys Ctrl-C.
 *
 * While this process is the engine, the first Ctrl-C cancels the burst and waits until the rental is seen gone, and
 * the second leaves at once. As a client it only stops watching.
 */
export async function carryOut(
  session: Session,
  face: Face,
  burst: BurstSummary,
  isOver: (burst: BurstSummary) => boolean,
): Promise<CarriedOut> {
  const { interrupts, terminal } = session.host
  const leave = new AbortController()
  const interrupted = () => void obeyInterrupt(session, face, burst.id, leave)
  const leaveAtOnce = () => terminal.err(`\n${LEFT_AT_ONCE}\n`)
  interrupts.first.addEventListener('abort', interrupted, { once: true })
  interrupts.second.addEventListener('abort', leaveAtOnce, { once: true })
  const view = progressView(session.host)
  const seen = new AbortController()
  followTransfers(face, burst.id, view, seen.signal)
  try {
    if (interrupts.first.aborted) interrupted()
    const last = await untilBurst(face.api, burst.id, { isOver, show: news => view.show(news), signal: leave.signal })
    return { burst: last, detached: false }
  } catch (error) {
    if (!leave.signal.aborted) throw error
    return { burst: await face.api.call('bursts.show', { id: burst.id }), detached: true }
  } finally {
    seen.abort()
    view.stop()
    interrupts.first.removeEventListener('abort', interrupted)
    interrupts.second.removeEventListener('abort', leaveAtOnce)
  }
}

/** A comfort: a burst goes on without anybody seeing its bytes move. */
function followTransfers(face: Face, burstId: string, view: ProgressView, signal: AbortSignal): void {
  face.api
    .subscribe(
      'transfers',
      undefined,
      ({ transfers }) => view.moving(transfers.filter(transfer => transfer.burstId === burstId)),
      signal,
    )
    .catch(() => undefined)
}

const LEFT_AT_ONCE =
  'Left at once. An instance may still be billing: `burst instances` shows it, `burst kill-all --confirm` ends it.'

async function obeyInterrupt(session: Session, face: Face, id: string, leave: AbortController): Promise<void> {
  if (!face.owned) {
    session.note(
      `\nThe burst goes on without this terminal. \`burst show ${id}\` shows it, \`burst cancel ${id}\` ends it.`,
    )
    leave.abort()
    return
  }
  session.note('\nCancelling; waiting until the rental is seen gone. Ctrl-C again leaves at once.')
  try {
    await face.api.call('bursts.cancel', { id })
  } catch (error) {
    session.note(`The burst could not be cancelled: ${error instanceof Error ? error.message : String(error)}`)
    leave.abort()
  }
}
