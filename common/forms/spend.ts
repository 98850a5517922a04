import { z } from 'zod'
import { WireMoney } from '../money.ts'
import { Alert, AlertChannel, BudgetState } from '../spend/alert.ts'
import { SecondSplit } from '../spend/split.ts'

export const SpendEntry = z.strictObject({
  at: z.string(),
  provider: z.string(),
  burstId: z.string(),
  instanceId: z.string().nullable(),
  billedSeconds: z.number(),
  cost: WireMoney,
  /** What the seconds went to; null while the meter runs, and of what an older Burst wrote. */
  seconds: SecondSplit.nullable(),
  /** By Burst's own meter, where `cost` is what the provider told later; null where it told none. */
  metered: WireMoney.nullable(),
  /** Pictures from it that are home; null where nobody counted. */
  images: z.int().nullable(),
  /** The meter runs: what it has cost so far, in none of the sums. */
  running: z.literal(true).optional(),
})

export const SpendReport = z.strictObject({
  total: WireMoney,
  today: WireMoney,
  month: WireMoney,
  /** Practice money, kept apart from every figure above. */
  simulated: z.strictObject({ total: WireMoney, today: WireMoney, month: WireMoney }),
  groups: z.array(
    z.strictObject({
      key: z.string(),
      cost: WireMoney,
      instances: z.int(),
      billedSeconds: z.number(),
      images: z.int().nullable(),
      /** Null where no picture came of it. */
      costPerImage: WireMoney.nullable(),
    }),
  ),
  entries: z.array(SpendEntry),
})
export type SpendReport = z.infer<typeof SpendReport>

const Limit = WireMoney.nullable()
export const BudgetReport = z.strictObject({
  /** Null: no limit. */
  daily: Limit,
  monthly: Limit,
  perBurst: Limit,
  /** Running meters included. */
  spentToday: WireMoney,
  spentThisMonth: WireMoney,
  /** Shares of a limit at which somebody is warned, percent. */
  warnAt: z.array(z.int()),
  state: BudgetState,
  /** Of this month, the newest first. */
  alerts: z.array(Alert),
})
export type BudgetReport = z.infer<typeof BudgetReport>

/** What became of an alert on its way. */
export const DeliveryView = z.strictObject({
  alert: z.int(),
  channel: AlertChannel,
  ok: z.boolean(),
  error: z.string().optional(),
})
export type DeliveryView = z.infer<typeof DeliveryView>
