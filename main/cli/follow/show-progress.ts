import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Transfer } from '../../../common/transfers/transfer.ts'
import type { Host } from '../host.ts'
import { plainKey, progressLine, progressText } from './progress-text.ts'
import { paceOf, withSample, type Pace, type Sample } from '../../../common/bursts/pace.ts'

export type ProgressView = {
  show(burst: BurstSummary): void
  /** What is on its way for it now. */
  moving(transfers: readonly Transfer[]): void
  stop(): void
}

/** Draws a burst's progress: a bar on a terminal, plain lines elsewhere. */
export function progressView({ terminal, now }: Pick<Host, 'terminal' | 'now'>): ProgressView {
  const draw = terminal.errIsTerminal ? barView(terminal) : plainView(terminal)
  let samples: readonly Sample[] = []
  let last: { burst: BurstSummary; pace: Pace } | null = null
  let moving: readonly Transfer[] = []
  return {
    show: burst => {
      const { collected, requested, failed } = burst.images
      samples = withSample(samples, { atMs: now(), collected })
      last = { burst, pace: paceOf(samples, requested - collected - failed) }
      draw.show(burst, last.pace, moving)
    },
    moving: transfers => {
      moving = transfers
      if (last) draw.show(last.burst, last.pace, moving)
    },
    stop: () => draw.stop(),
  }
}

type Drawing = { show(burst: BurstSummary, pace: Pace, moving: readonly Transfer[]): void; stop(): void }

function barView(terminal: Host['terminal']): Drawing {
  const bar = terminal.bar()
  return {
    show: (burst, pace, moving) =>
      bar.show(burst.images.requested, burst.images.collected, progressText(burst, pace, moving)),
    stop: () => bar.stop(),
  }
}

function plainView(terminal: Host['terminal']): Drawing {
  let said = ''
  return {
    show: (burst, pace, moving) => {
      const key = plainKey(burst, moving)
      if (key !== said) terminal.err(progressLine(burst, pace, moving))
      said = key
    },
    stop: () => undefined,
  }
}
