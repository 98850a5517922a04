import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { isLive, type BurstState } from '../../../common/bursts/state.ts'
import { BurstError } from '../../../common/errors.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import type { Offer, Provider } from '../providers/provider.ts'
import type { ModelVolume } from '../storage/model-volumes.ts'
import type { PreparedOffer } from './prepared-offers.ts'

export type VolumesToUse = {
  /** Of this home, and there at their sellers now. */
  readonly volumes: readonly ModelVolume[]
  /** Ids of those that instances have mounted: `provider id`. */
  readonly inUse: ReadonlySet<string>
  readonly providerOf: (id: string) => Provider | null
  readonly models: readonly NeededModel[]
}

/** How a volume is told apart from those of other sellers. */
export const volumeKey = ({ provider, volumeId }: Pick<ModelVolume, 'provider' | 'volumeId'>): string =>
  `${provider} ${volumeId}`

/** Volumes that lanes have mounted, or may have: `provider id`. */
export function mountedVolumes(states: readonly BurstState[]): ReadonlySet<string> {
  return new Set(
    states.flatMap(state =>
      state.lanes.filter(isLive).flatMap(({ offer }) => {
        const volumeId = state.plan.offers[offer]?.volume
        return volumeId === undefined ? [] : [volumeKey({ provider: providerOfOffer(state.plan, offer), volumeId })]
      }),
    ),
  )
}

/**
 * Each offer with the best volume its instance could mount: the one with most of the models. Offers that have none are left
 * out; BurstError `no-volume`, `volume-in-use` or `volume-full` where that is all of them.
 */
export function volumeOffers(offers: readonly Offer[], using: VolumesToUse): PreparedOffer[] {
  const found = offers.flatMap(offer => volumeFor(offer, using))
  if (found.length > 0 || offers.length === 0) return found
  const { volumes, inUse } = using
  const here = volumes.filter(volume => offers.some(offer => isReachable(offer, volume, using)))
  const sellers = [...new Set(offers.map(({ provider }) => provider))]
  if (here.length === 0)
    throw problem(
      'no-volume',
      `There is no model volume at ${sellers.join(', ')} in a region that rents GPUs now.`,
      `Make one with \`burst volumes create --provider ${sellers[0]} --region R\`, or leave --strategy away.`,
    )
  const free = here.filter(volume => !inUse.has(volumeKey(volume)))
  if (free.length === 0)
    throw problem(
      'volume-in-use',
      `${here.map(({ label }) => label).join(', ')} is mounted by an instance that runs.`,
      'Wait for that burst to end, or leave --strategy away.',
    )
  throw problem(
    'volume-full',
    `${free.map(({ label }) => label).join(', ')} has no room for the models that are not on it yet.`,
    'Make a larger one with `burst volumes create`, and delete this one with `burst volumes delete`.',
  )
}

/** The offer with the volume it could mount; none where there is none. */
export function volumeFor(offer: Offer, using: VolumesToUse): PreparedOffer[] {
  const missingFrom = (volume: ModelVolume) =>
    using.models.filter(({ sha256 }) => !volume.models.some(model => model.sha256 === sha256))
  const missing = (volume: ModelVolume) => sumOf(missingFrom(volume))
  const [best] = using.volumes
    .filter(volume => isReachable(offer, volume, using) && !using.inUse.has(volumeKey(volume)))
    .filter(volume => volume.bytes === null || missing(volume) <= volume.bytes * USABLE - sumOf(volume.models))
    .toSorted((a, b) => missing(a) - missing(b) || b.createdAt - a.createdAt)
  return best ? [{ ...offer, volume: best.volumeId, hasModels: best.models.map(({ sha256 }) => sha256) }] : []
}

/** A file system takes some for itself. */
const USABLE = 0.95

function isReachable(offer: Offer, { provider, region }: ModelVolume, { providerOf }: VolumesToUse): boolean {
  return provider === offer.provider && (providerOf(provider)?.volumes?.isReachable(offer, region) ?? false)
}

const sumOf = (models: readonly { bytes: number }[]) => models.reduce((sum, { bytes }) => sum + bytes, 0)

function problem(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}
