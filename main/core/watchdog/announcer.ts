import type { Announcement } from '../../../common/watchdog/news.ts'
import { hasCountdown, type WatchRule } from '../../../common/watchdog/rules.ts'
import { BurstError } from '../../../common/errors.ts'
import {
  deleteAnnouncement,
  readAnnouncements,
  writeAnnouncement,
  type StoredAnnouncement,
} from '../storage/announcement-store.ts'
import type { Db } from '../storage/database.ts'
import type { TellNews } from './news.ts'

/** Who wants to end which instance, and why. */
export type EndAsked = {
  readonly provider: string
  readonly instanceId: string
  readonly rule: WatchRule
  readonly message: string
}

/** Announces the ends of instances that a rule wants, counts down, and lets the user stop them. */
export type Announcer = {
  /**
   * Whether the end may come now. The first time it is asked for, the end is announced; it has to be asked for again and
   * again. Always true of rules that were agreed on before.
   */
  mayEnd(asked: EndAsked): boolean
  /** The reason is gone: the instance comes on, or it is not there any more. */
  withdraw(which: Pick<EndAsked, 'provider' | 'instanceId'> & { readonly rule?: WatchRule }): void
  /** Stops what is announced for an instance, for so long. BurstError where nothing is. */
  keep(instanceId: string, seconds: number): Announcement[]
  pending(): Announcement[]
}

export type AnnouncerDeps = {
  readonly db: Db
  /** How long an end is announced before it comes, real ms; read at each announcement. */
  readonly countdownMs: () => number
  readonly tell: TellNews
  /** Wall clock, ms since 1970. */
  readonly wallNow: () => number
}

/** What nobody asked for in so long was forgotten by whoever wanted it, real ms. */
const STALE_MS = 15 * 60_000

export function createAnnouncer({ db, countdownMs, tell, wallNow }: AnnouncerDeps): Announcer {
  const all = new Map(readAnnouncements(db).map(stored => [keyOf(stored), stored]))
  const asked = new Map<string, number>()

  function announce(wanted: EndAsked, now: number): StoredAnnouncement {
    const { provider, instanceId, rule, message } = wanted
    const announced = { provider, instanceId, rule, message, since: now, endsAt: now + countdownMs(), keptUntil: null }
    save(announced)
    tell({
      type: 'announced',
      provider,
      instanceId,
      rule,
      message: `${message}; it is ended at ${iso(announced.endsAt)}`,
    })
    return announced
  }

  function save(announced: StoredAnnouncement): void {
    all.set(keyOf(announced), announced)
    writeAnnouncement(db, announced)
  }

  function drop(announced: StoredAnnouncement): void {
    all.delete(keyOf(announced))
    deleteAnnouncement(db, announced)
  }

  function isStale(announced: StoredAnnouncement, now: number): boolean {
    const last = Math.max(asked.get(keyOf(announced)) ?? 0, announced.endsAt, announced.keptUntil ?? 0)
    return now > last + STALE_MS
  }

  return {
    mayEnd(wanted) {
      if (!hasCountdown(wanted.rule)) return true
      const now = wallNow()
      const key = keyOf(wanted)
      const known = all.get(key)
      const current = known && !isStale(known, now) ? known : announce(wanted, now)
      asked.set(key, now)
      return now >= current.endsAt
    },
    withdraw({ provider, instanceId, rule }) {
      for (const announced of all.values()) {
        if (announced.provider !== provider || announced.instanceId !== instanceId) continue
        if (rule !== undefined && announced.rule !== rule) continue
        drop(announced)
        tell({ type: 'withdrawn', provider, instanceId, rule: announced.rule, message: 'the reason is gone' })
      }
    },
    keep(instanceId, seconds) {
      const now = wallNow()
      const meant = [...all.values()].filter(one => one.instanceId === instanceId && !isStale(one, now))
      if (meant.length === 0) throw nothingAnnounced(instanceId)
      const keptUntil = now + seconds * 1000
      return meant.map(announced => {
        const kept = { ...announced, keptUntil, endsAt: keptUntil + countdownMs() }
        save(kept)
        const { provider, rule } = announced
        tell({ type: 'kept', provider, instanceId, rule, message: `it is kept until ${iso(keptUntil)}` })
        return viewOf(kept)
      })
    },
    pending() {
      const now = wallNow()
      return [...all.values()].filter(announced => !isStale(announced, now)).map(viewOf)
    },
  }
}

function keyOf({ provider, instanceId, rule }: Pick<EndAsked, 'provider' | 'instanceId' | 'rule'>): string {
  return JSON.stringify([provider, instanceId, rule])
}

function viewOf({ since, endsAt, keptUntil, ...announced }: StoredAnnouncement): Announcement {
  return { ...announced, since: iso(since), endsAt: iso(endsAt), keptUntil: keptUntil === null ? null : iso(keptUntil) }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function nothingAnnounced(instanceId: string): BurstError {
  return new BurstError('usage', [
    {
      code: 'nothing-announced',
      message: `Nobody is about to end ${instanceId}.`,
      remedy: '`burst watch --once` says what is announced.',
    },
  ])
}
