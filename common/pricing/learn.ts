import type { Assumptions } from './assumptions.ts'
import type { Observation } from './observation.ts'
import { assumedForecast, onceSeconds, type Forecast } from './forecast.ts'
import { guessedSpeed } from './gpu-speed.ts'
import { PREPARED_SETUP_SECONDS, PREPARED_START_SECONDS, type Strategy } from './strategy.ts'
import { isSameWork, loadOf, type Work } from './work.ts'

/** What is to be made, and on what. */
export type AskedWork = {
  readonly provider: string
  readonly gpu: string
  readonly strategy: Strategy
  readonly simulated: boolean
  /** Null where nobody says what kind of pictures. */
  readonly work: Work | null
}

/** What a newer burst weighs more than the one before: machines and programs change. */
const FORGETTING = 0.85

/**
 * How far bursts differ before any was seen, as a share, and how many bursts that counts for. The first of each is for
 * the very same, the others for what is only like it; the last for what no burst has shown.
 */
const PRIOR = {
  same: 0.03,
  otherWork: 0.15,
  otherGpu: 0.25,
  guess: 0.3,
  said: 0.05,
  once: 0.15,
  guessOnce: 0.5,
} as const
const PRIOR_COUNTS_FOR = 3

/**
 * How long it will take here, from what bursts have shown: of this GPU and this kind of picture, else of the GPU, else
 * of any; boot and set-up from this provider, else from any. What the user `given` counts as it is, and what nobody has
 * seen stays as `assumed`. `said`: the seller tells how fast it is.
 */
export function learnt(asked: AskedWork, { assumed, given, observations, said }: Basis): Forecast {
  const seen = observations.filter(({ simulated }) => simulated === asked.simulated)
  const speed = given.cloudSecondsPerImage === undefined ? speedOf(asked, seen, assumed, said) : null
  const isOnceGiven = given.setupSeconds !== undefined || given.fixedOverheadSeconds !== undefined
  const once = isOnceGiven ? null : onceOf(asked, seen)
  const base = startedAs(asked.strategy, assumedForecast(assumed), PREPARED_START_SECONDS)
  return {
    ...base,
    ...(once ? { ...once.parts, downloadPerImage: given.downloadSecondsPerImage ?? 0 } : {}),
    secondsPerImage: toMillis(speed?.secondsPerImage ?? base.secondsPerImage),
    spread: {
      fixedSeconds: once?.off ?? (isOnceGiven ? 0 : onceSeconds(base) * PRIOR.guessOnce),
      perImage: speed?.off ?? 0,
      quantile: quantile(Math.min(speed?.freedom ?? Infinity, once?.freedom ?? Infinity)),
    },
    observations: speed?.observations ?? 0,
  }
}

export type Basis = {
  /** Everything, the given among it. */
  readonly assumed: Assumptions
  readonly given: Partial<Assumptions>
  /** The newest first. */
  readonly observations: readonly Observation[]
  readonly said: boolean
}

type Speed = { secondsPerImage: number; off: number; freedom: number; observations: number }

function speedOf(asked: AskedWork, seen: readonly Observation[], assumed: Assumptions, said: boolean): Speed {
  const onGpu = seen.filter(({ gpu }) => isSameGpu(gpu, asked.gpu))
  const same = onGpu.filter(({ work }) => asked.work === null || isSameWork(work, asked.work))
  if (same.length > 0)
    return { ...speedFrom(same, ({ secondsPerImage }) => secondsPerImage, PRIOR.same), observations: same.length }
  // A practice machine takes as long for every picture, and says how long.
  if (onGpu.length > 0 && !asked.simulated)
    return {
      ...speedFrom(onGpu, one => one.secondsPerImage * loadRatio(asked.work, one.work), PRIOR.otherWork),
      observations: onGpu.length,
    }
  const comparable = asked.simulated ? [] : seen.filter(({ gpu }) => gpuRatio(asked.gpu, gpu) !== null)
  if (comparable.length > 0)
    return {
      ...speedFrom(
        comparable,
        one => one.secondsPerImage * (gpuRatio(asked.gpu, one.gpu) ?? 1) * loadRatio(asked.work, one.work),
        PRIOR.otherGpu,
      ),
      observations: 0,
    }
  return {
    secondsPerImage: assumed.cloudSecondsPerImage,
    off: said ? PRIOR.said : PRIOR.guess,
    freedom: Infinity,
    observations: 0,
  }
}

/** On a scale where twice as long and half as long are as far away. */
function speedFrom(
  seen: readonly Observation[],
  secondsOf: (one: Observation) => number,
  prior: number,
): Omit<Speed, 'observations'> {
  const { mean, off, freedom } = weighted(
    seen.map(one => Math.log(secondsOf(one))),
    () => prior,
  )
  return { secondsPerImage: Math.exp(mean), off, freedom }
}

type Part = 'provision' | 'setup' | 'upload' | 'tail' | 'teardown' | 'unbilled'

/** What came up in the same way says most; else what a machine from nothing takes, without what is spared. */
function onceOf(asked: AskedWork, seen: readonly Observation[]) {
  const same = onceFrom(
    asked,
    seen.filter(({ strategy }) => strategy === asked.strategy),
  )
  if (same !== null || asked.strategy === 'on-demand') return same
  const fromNothing = onceFrom(
    asked,
    seen.filter(({ strategy }) => strategy === 'on-demand'),
  )
  if (fromNothing === null) return null
  const parts = startedAs(asked.strategy, fromNothing.parts, PREPARED_SETUP_SECONDS)
  return { ...fromNothing, parts: { ...parts, upload: 0 } }
}

/** Set-up is at most what it can be without installing anything; a machine that runs need not be waited for. */
function startedAs<T extends { readonly provision: number; readonly setup: number; readonly unbilled: number }>(
  strategy: Strategy,
  parts: T,
  most: typeof PREPARED_SETUP_SECONDS,
): T {
  // A volume spares the models and nothing else.
  if (strategy === 'on-demand' || strategy === 'volume') return parts
  const setup = Math.min(parts.setup, most[strategy])
  if (strategy === 'image') return { ...parts, setup }
  return { ...parts, setup, provision: 0, unbilled: Math.max(0, parts.unbilled - parts.provision) }
}

function onceFrom(asked: AskedWork, seen: readonly Observation[]) {
  const here = seen.filter(({ provider }) => provider === asked.provider)
  const used = here.length > 0 ? here : seen
  if (used.length === 0) return null
  const meanOf = (part: Part) =>
    toMillis(
      weighted(
        used.map(one => one[part]),
        () => 0,
      ).mean,
    )
  const { off, freedom } = weighted(used.map(onceSecondsOf), mean => mean * PRIOR.once)
  return {
    parts: {
      provision: meanOf('provision'),
      setup: meanOf('setup'),
      upload: meanOf('upload'),
      tail: meanOf('tail'),
      teardown: meanOf('teardown'),
      unbilled: meanOf('unbilled'),
    },
    off,
    freedom,
  }
}

const toMillis = (seconds: number): number => Math.round(seconds * 1000) / 1000

const onceSecondsOf = ({ provision, setup, upload, tail, teardown }: Observation): number =>
  provision + setup + upload + tail + teardown

/** Mean, and how far the next one may be from it: newest first, each weighing less than the one after it. */
function weighted(values: readonly number[], prior: (mean: number) => number) {
  const weights = values.map((_, age) => FORGETTING ** age)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const sumOf = (of: (value: number) => number) =>
    values.reduce((sum, value, at) => sum + (weights[at] ?? 0) * of(value), 0)
  const mean = sumOf(value => value) / total
  const squares = sumOf(value => (value - mean) ** 2) + PRIOR_COUNTS_FOR * prior(mean) ** 2
  const freedom = PRIOR_COUNTS_FOR + total - 1
  return { mean, off: Math.sqrt((squares / freedom) * (1 + 1 / total)), freedom }
}

/** Student's t, 95 % on one side, by degrees of freedom from 2 on: what holds nine in ten between both sides. */
const T95 = [2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812] as const
const NORMAL95 = 1.645

function quantile(freedom: number): number {
  if (freedom === Infinity) return NORMAL95
  return T95[Math.max(0, Math.floor(freedom) - 2)] ?? T95[T95.length - 1] ?? NORMAL95
}

function isSameGpu(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** How much longer the first takes than the second, by their data sheets; null where one has none. */
function gpuRatio(asked: string, seen: string): number | null {
  const [one, other] = [guessedSpeed(asked), guessedSpeed(seen)]
  return one === null || other === null ? null : other / one
}

function loadRatio(asked: Work | null, seen: Work): number {
  return asked === null ? 1 : loadOf(asked) / loadOf(seen)
}
