import { z } from 'zod'
import { WireMoney } from '../money.ts'
import { Announcement } from '../watchdog/news.ts'
import { DeadMan, ProviderAnswer } from './renting.ts'

export const InstanceView = z.strictObject({
  id: z.string(),
  provider: z.string(),
  name: z.string(),
  state: z.string(),
  billing: z.enum(['full', 'none', 'unknown']),
  whose: z.enum(['ours', 'orphaned', 'other-install', 'foreign']),
  burstId: z.string().nullable(),
  createdAt: z.string(),
  uptimeSeconds: z.number().nullable(),
  /** Null where nobody says. */
  pricePerHour: WireMoney.nullable(),
  cost: WireMoney.nullable(),
  endBy: z.string().nullable(),
  deadMan: z.string(),
})
export type InstanceView = z.infer<typeof InstanceView>

/** What bills or lies about on an account without being an instance. */
export const LeftoverView = z.strictObject({
  provider: z.string(),
  kind: z.enum(['volume', 'snapshot', 'address', 'filesystem', 'ssh-key', 'credential']),
  id: z.string(),
  name: z.string(),
  region: z.string().nullable(),
  bytes: z.number().nullable(),
  pricePerMonth: WireMoney.nullable(),
})
export type LeftoverView = z.infer<typeof LeftoverView>

export const InstancesResult = z.strictObject({
  instances: z.array(InstanceView),
  leftovers: z.array(LeftoverView),
  providers: z.array(ProviderAnswer),
})
export type InstancesResult = z.infer<typeof InstancesResult>

/** Credentials and what they are good for; never the credentials. */
export const ProviderView = z.strictObject({
  provider: z.string(),
  configured: z.boolean(),
  ok: z.boolean(),
  rights: z.array(z.string()),
  error: z.string().optional(),
  /** Who ends a machine there when this computer never wakes, in one word. */
  deadMan: DeadMan,
  /** What the provider wants to be shown, and the variable that brings it where nothing was entered. */
  fields: z.array(
    z.strictObject({ field: z.string(), variable: z.string(), about: z.string(), isSecret: z.boolean() }),
  ),
})
export type ProviderView = z.infer<typeof ProviderView>

export const KillReport = z.strictObject({
  terminated: z.array(z.string()),
  alreadyGone: z.array(z.string()),
  unconfirmed: z.array(z.string()),
  providers: z.array(ProviderAnswer),
  seconds: z.number(),
})
export type KillReport = z.infer<typeof KillReport>

/** What may be billing right now, as far as anybody knows, and who was asked (law 10). */
export const SafetyView = z.strictObject({
  /** When the providers were last asked; null before the first answer. */
  lookedAt: z.string().nullable(),
  instances: z.array(InstanceView),
  providers: z.array(ProviderAnswer),
  /** Of everything of ours that bills or may bill, one sum for each kind of money. */
  pricesPerHour: z.array(WireMoney),
  /** Of the bursts that run: pictures that are not at home yet. */
  picturesNotHome: z.int(),
  /** Ends that a rule will bring unless somebody stops them. */
  announced: z.array(Announcement),
  /** Kill-all was pressed: nothing new can be rented until somebody clears it. */
  latched: z.boolean(),
})
export type SafetyView = z.infer<typeof SafetyView>
