import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { secondsToGo, sumOf, type Transfer } from '../../../common/transfers/transfer.ts'
import { bytesText, durationText } from '../render/durations.ts'
import { savingText } from '../render/burst-text.ts'
import { moneyText } from '../render/money-text.ts'
import { phaseText } from '../render/phase-text.ts'
import type { Pace } from '../../../common/bursts/pace.ts'

/** What a line of progress says beside its bar. */
export function progressText(burst: BurstSummary, pace: Pace, moving: readonly Transfer[] = []): string {
  const parts = [
    phaseText(burst),
    ...modelTexts(moving),
    waitingText(moving),
    paceText(pace),
    moneyText(burst.cost),
    `left: ${leftText(pace)}`,
    savingOf(burst),
  ]
  return parts.filter(part => part !== null).join(' · ')
}

/** One plain line, for logs and pipes. */
export function progressLine(burst: BurstSummary, pace: Pace, moving: readonly Transfer[] = []): string {
  const { collected, requested, failed } = burst.images
  const missing = failed > 0 ? ` (${failed} failed)` : ''
  return `${burst.state}  ${collected}/${requested}${missing}  ${progressText(burst, pace, moving)}\n`
}

/**
 * When plain output has something to say again: each phase, what is waited for, each twentieth of the pictures, and each
 * fifth of a model.
 * Two bursts with the same key look the same.
 */
export function plainKey(burst: BurstSummary, moving: readonly Transfer[] = []): string {
  const { collected, requested } = burst.images
  const models = moving
    .filter(({ kind }) => kind === 'model')
    .map(({ lane, name, way, bytes, bytesDone }) => `${lane} ${name} ${way} ${fifthOf(bytesDone, bytes)}`)
  const asked = burst.outlook?.saving ? 'saving' : ''
  return [phaseText(burst), Math.floor((collected / requested) * 20), asked, ...models].join('|')
}

const fifthOf = (done: number, all: number) => Math.floor((done / Math.max(1, all)) * 5)

const WAYS = { up: 'sending', down: 'fetching', fetch: 'the instance fetches', check: 'checking' } as const

/** Each model by itself: they are few, and large. */
function modelTexts(moving: readonly Transfer[]): string[] {
  return moving
    .filter(({ kind }) => kind === 'model')
    .map(transfer => {
      const { way, name, bytes, bytesDone, bytesPerSecond } = transfer
      const left = secondsToGo(transfer)
      const rate = bytesPerSecond === null ? '' : `, ${bytesText(bytesPerSecond)}/s`
      const wait = left === null ? '' : `, ${durationText(left)} left`
      return `${WAYS[way]} ${name}: ${bytesText(bytesDone)} of ${bytesText(bytes)}${rate}${wait}`
    })
}

/** Pictures that are made and not yet home, where they are more than a few. */
function waitingText(moving: readonly Transfer[]): string | null {
  const sum = sumOf(moving.filter(({ kind }) => kind === 'pictures'))
  if (sum === null || sum.files - sum.filesDone < FEW) return null
  const rate = sum.bytesPerSecond === null ? '' : `, ${bytesText(sum.bytesPerSecond)}/s`
  return `${sum.files - sum.filesDone} pictures on their way (${bytesText(sum.bytes - sum.bytesDone)}${rate})`
}

const FEW = 4

/** Asked before it happens; unanswered, everything is made. */
function savingOf({ id, outlook, finishesIn }: BurstSummary): string | null {
  return outlook?.saving && finishesIn === null ? savingText(id, outlook.saving) : null
}

function paceText({ perMinute }: Pace): string | null {
  return perMinute === null ? null : `${perMinute.toFixed(perMinute < 10 ? 1 : 0)} pictures/min`
}

function leftText({ secondsLeft }: Pace): string {
  return secondsLeft === null ? 'unknown' : durationText(secondsLeft)
}
