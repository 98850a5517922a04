import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { durationText } from '../render/durations.ts'
import { moneyText } from '../render/money-text.ts'
import { phaseText } from '../render/phase-text.ts'
import type { Pace } from '../../../common/bursts/pace.ts'

/** What a line of progress says beside its bar. */
export function progressText(burst: BurstSummary, pace: Pace): string {
  const parts = [phaseText(burst), paceText(pace), moneyText(burst.cost), `left: ${leftText(pace)}`]
  return parts.filter(part => part !== null).join(' · ')
}

/** One plain line, for logs and pipes. */
export function progressLine(burst: BurstSummary, pace: Pace): string {
  const { collected, requested, failed } = burst.images
  const missing = failed > 0 ? ` (${failed} failed)` : ''
  return `${burst.state}  ${collected}/${requested}${missing}  ${progressText(burst, pace)}\n`
}

/**
 * When plain output has something to say again: each phase, what is waited for, and each twentieth of the pictures.
 * Two bursts with the same key look the same.
 */
export function plainKey(burst: BurstSummary): string {
  const { collected, requested } = burst.images
  return `${phaseText(burst)}|${Math.floor((collected / requested) * 20)}`
}

function paceText({ perMinute }: Pace): string | null {
  return perMinute === null ? null : `${perMinute.toFixed(perMinute < 10 ? 1 : 0)} pictures/min`
}

function leftText({ secondsLeft }: Pace): string {
  return secondsLeft === null ? 'unknown' : durationText(secondsLeft)
}
