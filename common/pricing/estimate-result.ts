import { z } from 'zod'
import { WireMoney } from '../money.ts'
import { Accuracy } from './accuracy.ts'
import { Strategy } from './strategy.ts'

const amount = z.number()

/** One way to rent the work, as the command line promises it. */
export const EstimateOption = z.strictObject({
  provider: z.string(),
  offerId: z.string(),
  gpu: z.string(),
  spot: z.boolean(),
  strategy: Strategy,
  lanes: z.int().min(1),
  pricePerHour: WireMoney,
  seconds: z.strictObject({
    provision: amount,
    setup: amount,
    upload: amount,
    generate: amount,
    download: amount,
    teardown: amount,
    total: amount,
    billed: amount,
  }),
  cost: WireMoney,
  /** Null for no picture. */
  costPerImage: WireMoney.nullable(),
  savedSeconds: amount,
  /** Null where it is in another currency than the energy at home. */
  premium: WireMoney.nullable(),
  netValue: WireMoney.nullable(),
  /** Between these it is, nine times in ten; null for no picture. */
  low: WireMoney.nullable(),
  high: WireMoney.nullable(),
  /** How many bursts on such a GPU stand behind it; 0: a guess. */
  observations: z.int().min(0),
  /** What the making alone would cost: no burst is cheaper. */
  least: WireMoney,
})
export type EstimateOption = z.infer<typeof EstimateOption>

const FanOutView = z.strictObject({ lanes: z.int(), seconds: amount, cost: WireMoney })

export const EstimateResult = z.strictObject({
  images: z.int().min(0),
  local: z.strictObject({ seconds: amount, energyCost: WireMoney }),
  options: z.array(EstimateOption),
  /** Of the option that is recommended, or of the first; null where nothing can be rented. */
  breakEven: z
    .strictObject({
      images: z.int().nullable(),
      timeOnlyImages: z.int().nullable(),
      curve: z.array(
        z.strictObject({
          images: z.int(),
          localSeconds: amount,
          cloudSeconds: amount,
          cloudCost: WireMoney,
          netValue: WireMoney.nullable(),
        }),
      ),
    })
    .nullable(),
  /** The same option with one instance, two, and so on. */
  fanOut: z.array(FanOutView),
  /** How far the newest estimates were off; null before the first burst, and for a price that is only supposed. */
  accuracy: Accuracy.nullable(),
  recommendation: z.strictObject({
    choice: z.enum(['local', 'cloud']),
    optionIndex: z.int().nullable(),
    reason: z.string(),
  }),
})
export type EstimateResult = z.infer<typeof EstimateResult>
export type BreakEven = NonNullable<EstimateResult['breakEven']>
