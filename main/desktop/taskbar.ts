import type { BurstSummary } from '../../common/bursts/burst-view.ts'

/** Electron's sign for nothing, and for work whose end is not known. */
export const NO_PROGRESS = -1
export const INDETERMINATE = 2

/** How far all bursts under way are, from 0 to 1, for dock and taskbar. */
export function taskbarProgress(bursts: readonly BurstSummary[]): number {
  const open = bursts.filter(({ endedAt, state }) => endedAt === null && state !== 'paused')
  if (open.length === 0) return NO_PROGRESS
  const collected = open.reduce((sum, { images }) => sum + images.collected, 0)
  const requested = open.reduce((sum, { images }) => sum + images.requested, 0)
  return collected === 0 ? INDETERMINATE : collected / requested
}
