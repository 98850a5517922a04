export type Sample = { readonly atMs: number; readonly collected: number }
export type Pace = { readonly perMinute: number | null; readonly secondsLeft: number | null }

/** Long enough to be steady, short enough to notice a lane that came or went. */
const WINDOW_MS = 60_000

/** Adds what is seen now and forgets what is too old to tell the present pace; `atMs` is the wall clock. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const cut = samples.findLastIndex(({ atMs }) => atMs <= sample.atMs - WINDOW_MS)
  return [...samples.slice(Math.max(0, cut)), sample]
}

/** Pictures a minute and the time that the rest will take at this pace; null is unknown. */
export function paceOf(samples: readonly Sample[], remaining: number): Pace {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.collected <= first.collected || last.atMs <= first.atMs)
    return { perMinute: null, secondsLeft: remaining === 0 ? 0 : null }
  const perMinute = ((last.collected - first.collected) / (last.atMs - first.atMs)) * 60_000
  return { perMinute, secondsLeft: (remaining / perMinute) * 60 }
}
