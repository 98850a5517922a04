import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'
import { ClockAnchors } from './instance/protocol.ts'
import { Speed } from './api.ts'
import { createOnce } from './files.ts'

/**
 * The practice cloud's clock, as it lies in its folder.
 *
 * A file and not a question to the daemon: the engine reads this clock all the time, also while no daemon runs, and a
 * client and the daemon must never disagree about it. Whoever needs it first writes it; the daemon alone changes it.
 */
export const ClockFile = z.strictObject({
  ...ClockAnchors.shape,
  /** The speed that the settings asked for last: only another one replaces a speed that was set by hand. */
  configuredSpeed: Speed.nullable(),
})
export type ClockFile = z.infer<typeof ClockFile>

const SPEED_UNTIL_TOLD = 60

/** The two clocks of the system agree to this, real ms, unless the computer slept or its time was set. */
const CLOCKS_AGREE_MS = 20

/** Real time in ms since 1970, finer than Date.now(): at thousandfold speed a millisecond is a second. */
export function realNow(): number {
  const fine = performance.timeOrigin + performance.now()
  const coarse = Date.now()
  return Math.abs(fine - coarse) < CLOCKS_AGREE_MS ? fine : coarse
}

export function simAt({ anchorSim, anchorReal, speed }: ClockAnchors, realMs: number): number {
  return anchorSim + (realMs - anchorReal) * speed
}

/** The clock as it stands; started at the present instant where there is none. The folder exists. */
export function readOrStartClock(file: string, configuredSpeed: number | null): ClockFile {
  const found = readClock(file)
  if (found) return found
  const now = realNow()
  const speed = configuredSpeed ?? SPEED_UNTIL_TOLD
  createOnce(file, JSON.stringify({ speed, anchorReal: now, anchorSim: now, configuredSpeed } satisfies ClockFile))
  const made = readClock(file)
  if (!made) throw new Error(`${file} cannot be read back`)
  return made
}

/** Null where there is no clock yet; a file that is none is an error. */
function readClock(file: string): ClockFile | null {
  try {
    return ClockFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    const message = `The practice cloud's clock ${file} cannot be read`
    const remedy = 'Remove that file: the practice cloud then starts a new clock.'
    throw new BurstError('failed', [{ code: 'sandbox-clock-broken', message, remedy, file }], { cause })
  }
}

/** The same clock at another speed from `realMs` on: it does not jump. */
export function rebased(clock: ClockFile, speed: number, realMs: number): ClockFile {
  return { ...clock, speed, anchorReal: realMs, anchorSim: simAt(clock, realMs) }
}

/** Replaces the file as a whole. */
export function writeClock(file: string, clock: ClockFile): void {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, JSON.stringify(clock), { mode: 0o600 })
  try {
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
