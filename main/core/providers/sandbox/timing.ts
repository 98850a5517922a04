/**
 * Spans of the practice cloud, ms on its clock.
 *
 * Machines here are real processes: however fast the clock runs, they need some real time too. So each span is the
 * longer one of what a cloud would take and of what this computer may take.
 */
const CREATE_VISIBILITY = { simMs: 60_000, realMs: 1500 }
const BOOT_DEADLINE = { simMs: 900_000, realMs: 15_000 }
const POLL = { simMs: 5000, realMs: 20 }

export const GONE_SPACING_MS = 20_000

export function createVisibilityMs(speed: number): number {
  return longer(CREATE_VISIBILITY, speed)
}

export function bootDeadlineMs(speed: number): number {
  return longer(BOOT_DEADLINE, speed)
}

export function pollMs(speed: number): number {
  return longer(POLL, speed)
}

/**
 * How old a create may be when the cloud gets to it, in real ms.
 *
 * One that was stuck for longer is refused. Otherwise a machine could come into being after its sender, who gave up on
 * the answer, has proven it absent.
 */
export function createExpiryRealMs(speed: number): number {
  return (createVisibilityMs(speed) / speed) * 0.7
}

function longer(span: { simMs: number; realMs: number }, speed: number): number {
  return Math.max(span.simMs, span.realMs * speed)
}
