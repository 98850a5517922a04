import type { Money } from '../../../common/money.ts'
import type { Settings } from '../../../common/settings.ts'
import type { WatchNews } from '../../../common/watchdog/news.ts'
import type { Broken } from '../../../common/watchdog/rules.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { Log } from '../log.ts'
import type { Provider } from '../providers/provider.ts'
import { appendAudit } from '../storage/audit-store.ts'
import type { Db } from '../storage/database.ts'
import { endByOfAttempt } from '../storage/lane-ends.ts'
import { adoptedInstances, hasOpenAttempts, isProviderUsed, stateOfAttempt } from '../storage/ledger-store.ts'
import { createAnnouncer, type Announcer } from './announcer.ts'
import { chargeAdopted } from './charge-adopted.ts'
import { watchLimits } from './limits.ts'
import type { Identity } from './names.ts'
import { createNewsBoard, type NewsBoard } from './news.ts'
import { createWatchdog, type Watchdog } from './watchdog.ts'

export type WatchDeps = {
  readonly db: Db
  readonly settings: () => Settings
  readonly providers: () => readonly Provider[]
  readonly identity: Identity
  readonly alerts: Pick<Alerts, 'raise'>
  readonly inAccount: (money: Money) => Money
  /** Ends an instance that a burst of this engine works with; false where none does. */
  readonly endLane: (attempt: string, broken: Broken) => boolean
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly wallNow: () => number
  readonly log: Log
}

/** The watchdog of a home, with what it tells and what it announces. */
export type Watch = {
  readonly watchdog: Watchdog
  readonly announcer: Announcer
  readonly news: NewsBoard
  /** Somebody must hear of it though nobody looks; told once for each key. */
  readonly alarm: (key: string, message: string, simulated: boolean) => void
}

/** Builds the watchdog over a home's ledger. What it does is told, goes into the audit trail, and is an alert. */
export function buildWatch(deps: WatchDeps): Watch {
  const { db, settings, providers, alerts, wallNow, log } = deps
  const alarm: Watch['alarm'] = (key, message, simulated) =>
    void alerts.raise({ key, kind: 'watchdog', message, simulated })
  const news = createNewsBoard({ wallNow, log })
  news.onNews(told => writeDown(deps, told))
  news.onNews(({ type, provider, instanceId, at, message }) => {
    if (type !== 'announced') return
    const simulated = providers().find(({ id }) => id === provider)?.facts.simulated ?? false
    alarm(`announced ${instanceId} ${at}`, `${provider} ${instanceId}: ${message}.`, simulated)
  })
  const announcer = createAnnouncer({
    db,
    countdownMs: () => settings()['watch-countdown-seconds'] * 1000,
    tell: told => news.tell(told),
    wallNow,
  })
  const watchdog = createWatchdog({
    ...deps,
    stateOfAttempt: attempt => stateOfAttempt(db, attempt),
    endByOfAttempt: attempt => endByOfAttempt(db, attempt),
    isUsed: provider => isProviderUsed(db, provider),
    limits: () => watchLimits(settings()),
    announcer,
    tell: told => news.tell(told),
    alarm,
    adopted: provider => adoptedInstances(db, provider),
    chargeAdopted: (adopted, provider, charge) => chargeAdopted(db, wallNow(), adopted, provider.id, charge),
    mayRunAt: provider => hasOpenAttempts(db, provider),
  })
  return { watchdog, announcer, news, alarm }
}

const ACTIONS: { readonly [K in WatchNews['type']]?: string } = {
  announced: 'end announced',
  ending: 'terminate',
  gone: 'seen gone',
  tidied: 'tidied',
}

/** What it does to an instance or an account goes into the trail. That nobody can write it down must not stop it. */
function writeDown({ db, wallNow, log }: WatchDeps, { type, provider, instanceId, rule, message }: WatchNews): void {
  const action = ACTIONS[type]
  if (action === undefined) return
  const line = { at: wallNow(), actor: 'watchdog' as const, action, target: instanceId ?? provider ?? '' }
  try {
    appendAudit(db, [{ ...line, detail: { provider, rule, message } }])
  } catch (error) {
    log(`the audit trail could not take what the watchdog did: ${action}`, error)
  }
}
