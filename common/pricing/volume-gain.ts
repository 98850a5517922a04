import { isSameKind, type Money } from '../money.ts'

export type VolumeGain = {
  /** What one burst costs less with the models there already. */
  readonly saved: Money
  /** In a month, the rent of the volume taken off; negative where it costs more than it spares. */
  readonly gain: Money
  /** So many bursts a month make it worth its rent; null where none do. */
  readonly paysFrom: number | null
}

/**
 * Whether a disk for models is worth its rent. The first burst of a month is taken to send everything, as the first one of
 * all does. Null where the sums are in different kinds of money.
 */
export function volumeGain({
  without,
  withVolume,
  pricePerMonth,
  bursts,
}: {
  readonly without: Money
  readonly withVolume: Money
  readonly pricePerMonth: Money
  /** In a month. */
  readonly bursts: number
}): VolumeGain | null {
  if (!isSameKind(without, withVolume) || !isSameKind(without, pricePerMonth)) return null
  const micros = without.micros - withVolume.micros
  return {
    saved: { ...without, micros },
    gain: { ...without, micros: micros * Math.max(0, bursts - 1) - pricePerMonth.micros },
    paysFrom: micros > 0 ? Math.floor(pricePerMonth.micros / micros) + 2 : null,
  }
}
