import type { Money } from '../../../common/money.ts'
import type { Broken, WatchLimits } from '../../../common/watchdog/rules.ts'
import type { Charge, Provider } from '../providers/provider.ts'
import type { Announcer } from './announcer.ts'
import type { Identity } from './names.ts'
import type { TellNews } from './news.ts'

/** What the watchdog works with. All outside things are here. */
export type WatchdogTools = {
  readonly providers: () => readonly Provider[]
  readonly identity: Identity
  /** What the ledger says: it may have an instance, it has none any more, or nobody knows it. */
  readonly stateOfAttempt: (attempt: string) => 'open' | 'closed' | 'unknown'
  /** When the record says that the instance of an attempt ends itself, ms on the provider's clock. */
  readonly endByOfAttempt: (attempt: string) => number | null
  /** Whether anything was ever rented there: a practice cloud that was not used need not be woken. */
  readonly isUsed: (provider: string) => boolean
  readonly limits: () => WatchLimits
  /** An amount as the account counts it. */
  readonly inAccount: (money: Money) => Money
  readonly announcer: Announcer
  readonly tell: TellNews
  /** Somebody must hear of it though nobody looks; told once for each key. */
  readonly alarm: (key: string, message: string, simulated: boolean) => void
  /** Ends an instance that a burst of this engine works with, in that burst's own order; false where none does. */
  readonly endLane: (attempt: string, broken: Broken) => boolean
  /** Instances that were taken over and are not seen gone, and how their end is written down. */
  readonly adopted: (provider: string) => readonly Adopted[]
  readonly chargeAdopted: (adopted: Adopted, provider: Provider, charge: Charge | null) => void
  /** Whether the ledger has attempts at a provider that may have an instance. */
  readonly mayRunAt: (provider: string) => boolean
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly wallNow: () => number
  readonly log: (message: string, details?: unknown) => void
}

export type Adopted = {
  readonly attempt: string
  readonly instanceId: string
  readonly at: number
  readonly money: Money
}

/** What is remembered between looks. */
export type Watch = WatchdogTools & {
  /** Instances that were told to end and are not seen gone yet, by provider and id. */
  readonly proofs: Map<string, Promise<void>>
  readonly reported: Set<string>
  /** Providers that did not answer last, and since when. */
  readonly silent: Map<string, number>
  readonly tidied: Map<string, number>
  /** What instances that were taken over had cost when they were last seen, by attempt. */
  readonly metered: Map<string, Charge>
}
