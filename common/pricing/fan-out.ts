import type { Money } from '../money.ts'
import { cloudWork, type PricedOffer } from './compare.ts'
import type { Forecast } from './forecast.ts'

/** So many instances at once: how long it takes, and what all of them cost together. */
export type FanOut = { readonly lanes: number; readonly seconds: number; readonly cost: Money }

/** From one lane to `most`; more lanes than pictures are none. */
export function fanOut(images: number, offer: PricedOffer, forecast: Forecast, most: number): FanOut[] {
  return Array.from({ length: Math.min(most, images) }, (_, at) => {
    const { seconds, cost } = cloudWork(images, offer, at + 1, forecast)
    return { lanes: at + 1, seconds: seconds.total, cost }
  })
}
