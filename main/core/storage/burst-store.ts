import { RecordedEvent, type BurstEvent } from '../../../common/bursts/events.ts'
import { evolve } from '../../../common/bursts/evolve.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { JobSettings, PromptItem } from '../../../common/job/job.ts'
import { workOf } from '../../../common/pricing/work.ts'
import { auditLines, type LanePictures } from '../spend/audit.ts'
import { ledgerEntryOf } from '../spend/ledger.ts'
import { appendAudit } from './audit-store.ts'
import { inTransaction, type Db } from './database.ts'
import { recordExperience } from './experience-store.ts'
import { galleryEntrance } from './gallery-store.ts'
import { recordOnVolume } from './model-volumes.ts'
import { recordImage } from './prepared-images.ts'
import { rememberSlowHost } from './slow-hosts.ts'
import { chargeBefore, insertLedgerEntry } from './ledger-store.ts'

/** A picture that was made and journaled: what is needed to bring it home. */
export type MadeOutput = { item: number; attempt: number; path: string; bytes: number; sha256: string }

export type NewBurst = { id: string; job: JobSettings; source: unknown; items: Iterable<PromptItem> }

/** An event, or what follows from the state as the events before it left it. */
export type EventStep = BurstEvent | ((state: BurstState) => readonly BurstEvent[])

export type AppendOptions = {
  /** Forced to the disk before anybody is told (laws 1 and 3). */
  durable: boolean
  /** How far the lane's journal has been read, committed with the events that came of it. */
  journal?: { lane: number; position: number }
}

/** Rows read at once: a burst of 38,000 items is never in memory as a whole. */
const PAGE = 500

/**
 * Bursts in the database: events are the truth, the other tables are projections written in the same transaction.
 */
export type BurstStore = ReturnType<typeof createBurstStore>

export function createBurstStore(db: Db) {
  const insertEvent = db.prepare('INSERT INTO events (burst_id, at, clock, type, data) VALUES (?, ?, ?, ?, ?)')
  const insertItem = db.prepare('INSERT INTO items (burst_id, item, spec) VALUES (?, ?, ?)')
  const upsertAttempt = db.prepare(
    `INSERT INTO attempts (burst_id, item, lane, attempt, outcome, path, bytes, sha256) VALUES (@burstId, @item, @lane, @attempt, @outcome, @path, @bytes, @sha256)
     ON CONFLICT DO UPDATE SET outcome = excluded.outcome, path = coalesce(excluded.path, path), bytes = coalesce(excluded.bytes, bytes), sha256 = coalesce(excluded.sha256, sha256)`,
  )
  const settleAttempt = db.prepare(
    'UPDATE attempts SET outcome = ? WHERE burst_id = ? AND item = ? AND lane = ? AND sha256 = ?',
  )
  const upsertOffset = db.prepare(
    'INSERT INTO journal_offsets (burst_id, lane, position) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
  )
  const enterGallery = galleryEntrance(db)
  const markEnded = db.prepare('UPDATE bursts SET ended_at = ?, summary = NULL WHERE id = ?')

  function readJob(burstId: string): JobSettings {
    return JSON.parse(db.prepare('SELECT job FROM bursts WHERE id = ?').pluck().get(burstId) as string) as JobSettings
  }

  function append(
    state: BurstState | null,
    burstId: string,
    steps: Iterable<EventStep>,
    stamp: { at: number; clock: number },
    options: AppendOptions,
  ) {
    return inTransaction(db, options, () => {
      const records: RecordedEvent[] = []
      let next = state
      const write = (event: BurstEvent) => {
        const clock = Math.round(stamp.clock)
        const { lastInsertRowid } = insertEvent.run(burstId, stamp.at, clock, event.type, JSON.stringify(event))
        const record: RecordedEvent = { seq: Number(lastInsertRowid), burstId, at: stamp.at, clock, event }
        next = evolve(next, record)
        project(record, next)
        records.push(record)
      }
      for (const step of steps) {
        if (typeof step !== 'function') write(step)
        else if (next) step(next).forEach(write)
      }
      if (next)
        appendAudit(
          db,
          auditLines(records, next, lane => picturesOf(burstId, lane)),
        )
      if (options.journal) upsertOffset.run(burstId, options.journal.lane, options.journal.position)
      return { state: next, records }
    })
  }

  function picturesOf(burstId: string, lane: number): LanePictures {
    const home = db
      .prepare<[string, number], { home: number; bytes: number }>(
        `SELECT count(*) AS home, coalesce(sum(bytes), 0) AS bytes FROM attempts WHERE burst_id = ? AND lane = ? AND outcome = 'verified'`,
      )
      .get(burstId, lane) ?? { home: 0, bytes: 0 }
    const deleted = db
      .prepare<[string, number], number>(
        `SELECT count(*) FROM events WHERE burst_id = ? AND type = 'item.released' AND json_extract(data, '$.lane') = ?`,
      )
      .pluck()
      .get(burstId, lane)
    return { ...home, deleted: deleted ?? 0 }
  }

  function project(record: RecordedEvent, state: BurstState): void {
    const { event, burstId } = record
    const entry = ledgerEntryOf(record, state)
    if (entry) insertLedgerEntry(db, entry)
    if (event.type === 'item.made')
      upsertAttempt.run({
        burstId,
        item: event.item,
        lane: event.lane,
        attempt: event.attempt,
        outcome: 'made',
        ...event.file,
      })
    if (event.type === 'item.retried')
      upsertAttempt.run({
        burstId,
        item: event.item,
        lane: event.lane,
        attempt: event.attempt,
        outcome: event.code,
        path: null,
        bytes: null,
        sha256: null,
      })
    if (event.type === 'item.verified') {
      settleAttempt.run('verified', burstId, event.item, event.lane, event.sha256)
      enterGallery({ seq: record.seq, burstId, item: event.item, lane: event.lane, at: record.at })
    }
    if (event.type === 'lane.closing' && event.reason === 'slow') rememberSlowHost(db, record.at, state, event.lane)
    if (event.type === 'lane.image-kept') recordImage(db, record.at, state, event)
    if (event.type === 'lane.model-placed') recordOnVolume(db, state, event)
    if (event.type === 'burst.ended') {
      markEnded.run(record.at, burstId)
      recordExperience(db, state, workOf(readJob(burstId).config))
    }
    if (event.type === 'burst.resume-requested') markEnded.run(null, burstId)
  }

  return {
    append,

    /**
     * Writes the burst, its items and its first event as one: there is never half a burst. `eventOf` makes the event of
     * how many items there are; what it throws, or the items throw, leaves nothing behind.
     */
    create(burst: NewBurst, eventOf: (items: number) => BurstEvent, stamp: { at: number; clock: number }) {
      return inTransaction(db, { durable: true }, () => {
        db.prepare('INSERT INTO bursts (id, created_at, job, source) VALUES (?, ?, ?, ?)').run(
          burst.id,
          stamp.at,
          JSON.stringify(burst.job),
          JSON.stringify(burst.source),
        )
        let item = 0
        for (const spec of burst.items) insertItem.run(burst.id, item++, JSON.stringify(spec))
        return append(null, burst.id, [eventOf(item)], stamp, { durable: true })
      })
    },

    /** All bursts, newest first. */
    list(): { id: string; createdAt: number; endedAt: number | null }[] {
      return db
        .prepare('SELECT id, created_at AS createdAt, ended_at AS endedAt FROM bursts ORDER BY created_at DESC, id')
        .all() as never
    },

    /** What was last saved of a burst that has ended and was not taken up since; null where nothing was. */
    summary(burstId: string): unknown {
      const text = db.prepare('SELECT summary FROM bursts WHERE id = ?').pluck().get(burstId) as
        string | null | undefined
      return text === null || text === undefined ? null : JSON.parse(text)
    },

    saveSummary(burstId: string, summary: unknown): void {
      db.prepare('UPDATE bursts SET summary = ? WHERE id = ? AND ended_at IS NOT NULL').run(
        JSON.stringify(summary),
        burstId,
      )
    },

    unfinished(): string[] {
      return db.prepare('SELECT id FROM bursts WHERE ended_at IS NULL ORDER BY created_at').pluck().all() as string[]
    },

    /** Replays a burst's record; null for an id nobody knows. */
    load(burstId: string): BurstState | null {
      let state: BurstState | null = null
      for (const record of this.events({ burstId, since: 0, limit: -1 })) state = evolve(state, record)
      return state
    },

    /** Events after `since` in order; `limit` −1 for all. Lines that no longer parse are an error, never skipped. */
    *events(query: { burstId?: string; since: number; limit: number }): Generator<RecordedEvent> {
      const where = query.burstId === undefined ? '' : 'AND burst_id = @burstId'
      const page = db.prepare(
        `SELECT seq, burst_id AS burstId, at, clock, data FROM events WHERE seq > @since ${where} ORDER BY seq LIMIT @limit`,
      )
      let left = query.limit < 0 ? Infinity : query.limit
      for (let since = query.since; left > 0;) {
        const rows = page.all({ ...query, since, limit: Math.min(left, PAGE) }) as {
          seq: number
          burstId: string
          at: number
          clock: number
          data: string
        }[]
        for (const { data, ...rest } of rows) yield RecordedEvent.parse({ ...rest, event: JSON.parse(data) })
        const last = rows.at(-1)
        if (!last || rows.length < PAGE) return
        since = last.seq
        left -= rows.length
      }
    },

    /** The number behind which the last `count` events stand; 0 where there are no more than these. */
    seqBeforeLast({ burstId, count }: { burstId?: string; count: number }): number {
      const where = burstId === undefined ? '' : 'WHERE burst_id = @burstId'
      const query = db.prepare(`SELECT seq FROM events ${where} ORDER BY seq DESC LIMIT 1 OFFSET @count`).pluck()
      return Number(query.get(burstId === undefined ? { count } : { burstId, count }) ?? 0)
    },

    job: readJob,

    source(burstId: string): unknown {
      return JSON.parse(db.prepare('SELECT source FROM bursts WHERE id = ?').pluck().get(burstId) as string)
    },

    item(burstId: string, item: number): PromptItem {
      return JSON.parse(
        db.prepare('SELECT spec FROM items WHERE burst_id = ? AND item = ?').pluck().get(burstId, item) as string,
      ) as PromptItem
    },

    /** Reads items in pages, so that 38,000 prompts are never in memory at once. */
    *items(burstId: string, from = 0, to = Number.MAX_SAFE_INTEGER): Generator<{ item: number; spec: PromptItem }> {
      const page = db.prepare(
        `SELECT item, spec FROM items WHERE burst_id = ? AND item BETWEEN ? AND ? ORDER BY item LIMIT ${PAGE}`,
      )
      for (let next = from; ;) {
        const rows = page.all(burstId, next, to) as { item: number; spec: string }[]
        for (const row of rows) yield { item: row.item, spec: JSON.parse(row.spec) as PromptItem }
        const last = rows.at(-1)
        if (!last || rows.length < PAGE) return
        next = last.item + 1
      }
    },

    /** The newest rendering of each item the lane made. */
    outputs(burstId: string, lane: number): Map<number, MadeOutput> {
      const rows = db
        .prepare(
          `SELECT item, attempt, path, bytes, sha256 FROM attempts WHERE burst_id = ? AND lane = ? AND path IS NOT NULL ORDER BY item, attempt`,
        )
        .all(burstId, lane) as MadeOutput[]
      return new Map(rows.map(row => [row.item, row]))
    },

    /** Hash and size of what is at home, by item. */
    *verified(burstId: string): Generator<{ item: number; bytes: number; sha256: string }> {
      yield* db
        .prepare(`SELECT item, bytes, sha256 FROM attempts WHERE burst_id = ? AND outcome = 'verified' ORDER BY item`)
        .all(burstId) as { item: number; bytes: number; sha256: string }[]
    },

    /** What bursts were charged for the instance of an attempt before they handed it on; null where none did. */
    chargedBefore: (attempt: string) => chargeBefore(db, attempt),

    journalPosition(burstId: string, lane: number): number {
      return (
        (db
          .prepare('SELECT position FROM journal_offsets WHERE burst_id = ? AND lane = ?')
          .pluck()
          .get(burstId, lane) as number | undefined) ?? 0
      )
    },
  }
}
