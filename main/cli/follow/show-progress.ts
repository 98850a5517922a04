import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Host } from '../host.ts'
import { plainKey, progressLine, progressText } from './progress-text.ts'
import { paceOf, withSample, type Pace, type Sample } from '../../../common/bursts/pace.ts'

export type ProgressView = { show(burst: BurstSummary): void; stop(): void }

/** Draws a burst's progress: a bar on a terminal, plain lines elsewhere. */
export function progressView({ terminal, now }: Pick<Host, 'terminal' | 'now'>): ProgressView {
  const draw = terminal.errIsTerminal ? barView(terminal) : plainView(terminal)
  let samples: readonly Sample[] = []
  return {
    show: burst => {
      const { collected, requested, failed } = burst.images
      samples = withSample(samples, { atMs: now(), collected })
      draw.show(burst, paceOf(samples, requested - collected - failed))
    },
    stop: () => draw.stop(),
  }
}

type Drawing = { show(burst: BurstSummary, pace: Pace): void; stop(): void }

function barView(terminal: Host['terminal']): Drawing {
  const bar = terminal.bar()
  return {
    show: (burst, pace) => bar.show(burst.images.requested, burst.images.collected, progressText(burst, pace)),
    stop: () => bar.stop(),
  }
}

function plainView(terminal: Host['terminal']): Drawing {
  let said = ''
  return {
    show: (burst, pace) => {
      const key = plainKey(burst)
      if (key !== said) terminal.err(progressLine(burst, pace))
      said = key
    },
    stop: () => undefined,
  }
}
