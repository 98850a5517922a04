import type { Settings } from '../../../common/settings.ts'
import type { BurstService } from '../bursts/service.ts'
import type { Home } from '../home.ts'
import type { Providers } from '../providers/registry.ts'
import type { AccountCharges } from '../spend/account-charges.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { Budgets } from '../spend/budgets.ts'
import type { OpenedSecrets } from '../storage/secrets/open-secrets.ts'
import type { BurstStore } from '../storage/burst-store.ts'
import type { Db } from '../storage/database.ts'
import type { Identity } from '../watchdog/names.ts'
import type { Announcer } from '../watchdog/announcer.ts'
import type { NewsBoard } from '../watchdog/news.ts'
import type { Watchdog } from '../watchdog/watchdog.ts'
import type { Safety } from '../watchdog/safety.ts'
import type { StopLatch } from '../watchdog/stop-latch.ts'
import type { Log } from '../log.ts'
import type { JobDeps } from '../jobs/load-job.ts'
import type { ModelLibrary } from '../models/library.ts'
import type { LaneKeyStore } from '../remote/keys.ts'
import type { Connect } from '../remote/remote.ts'
import type { ModelSources } from '../models/sources.ts'
import type { TransferBoard } from '../transfer/board.ts'
import type { TemplateLibrary } from '../templates/library.ts'

/** What the calls of the contract work with; each handler takes what it needs. */
export type Parts = {
  readonly home: Home
  readonly db: Db
  readonly env: NodeJS.ProcessEnv
  readonly store: BurstStore
  readonly settings: () => Settings
  readonly providers: Providers
  /** Opened at the first question. */
  readonly secrets: () => Promise<OpenedSecrets>
  readonly service: BurstService
  readonly identity: Identity
  readonly latch: StopLatch
  readonly watchdog: Watchdog
  readonly announcer: Announcer
  readonly news: NewsBoard
  readonly safety: Safety
  readonly charges: AccountCharges
  readonly budgets: Budgets
  readonly alerts: Alerts
  /** Raises the alerts that are due now. */
  readonly lookForAlerts: () => void
  readonly jobs: JobDeps
  readonly library: TemplateLibrary
  readonly models: ModelLibrary
  readonly sources: ModelSources
  readonly keys: LaneKeyStore
  readonly connect: Connect
  readonly board: TransferBoard
  /** Real time, ms since 1970. */
  readonly wallNow: () => number
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly version: string
  readonly log: Log
  /** Somebody wants this engine to leave. */
  readonly onStop: () => void
}
