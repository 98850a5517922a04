/** How many pictures were at home at an instant of the wall clock, ms. */
export type Sample = { readonly atMs: number; readonly collected: number }

/** Null is unknown. `range` is how far the time left could be off, as far as the last minute tells. */
export type Pace = {
  readonly perMinute: number | null
  readonly secondsLeft: number | null
  readonly range: { readonly low: number; readonly high: number } | null
}

/** Long enough to be steady, short enough to notice a lane that came or went. */
const WINDOW_MS = 60_000
/** The window is looked at in so many parts, to see how steady the pace is. */
const PARTS = 3
/** Fewer pictures in a part say nothing about its pace. */
const ENOUGH = 3

/** Adds what is seen now and forgets what is too old to tell the present pace; `atMs` is the wall clock. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const cut = samples.findLastIndex(({ atMs }) => atMs <= sample.atMs - WINDOW_MS)
  return [...samples.slice(Math.max(0, cut)), sample]
}

/** Pictures a minute and the time that the rest will take at this pace; null is unknown. */
export function paceOf(samples: readonly Sample[], remaining: number): Pace {
  const perMinute = rateOf(samples)
  if (perMinute === null) return { perMinute, secondsLeft: remaining === 0 ? 0 : null, range: null }
  return { perMinute, secondsLeft: (remaining / perMinute) * 60, range: rangeOf(samples, remaining) }
}

function rateOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.collected <= first.collected || last.atMs <= first.atMs) return null
  return ((last.collected - first.collected) / (last.atMs - first.atMs)) * 60_000
}

/** The time left at the slowest and at the fastest of the window's parts; null where one of them says too little. */
function rangeOf(samples: readonly Sample[], remaining: number): Pace['range'] {
  const rates: number[] = []
  for (let part = 0; part < PARTS; part++) {
    const from = Math.floor((part * (samples.length - 1)) / PARTS)
    const until = Math.floor(((part + 1) * (samples.length - 1)) / PARTS)
    const within = samples.slice(from, until + 1)
    const made = (within.at(-1)?.collected ?? 0) - (within[0]?.collected ?? 0)
    const rate = made >= ENOUGH ? rateOf(within) : null
    if (rate === null) return null
    rates.push(rate)
  }
  const left = (rate: number) => (remaining / rate) * 60
  return { low: left(Math.max(...rates)), high: left(Math.min(...rates)) }
}
