import { BurstEvent } from '../../../common/bursts/events.ts'
import type { PromptItem } from '../../../common/job/job.ts'
import type { Db } from './database.ts'

/** A picture that is at home, with the prompt it was made of. `at` is on the wall clock, ms since 1970. */
export type StoredPicture = {
  readonly item: number
  readonly lane: number
  readonly at: number
  readonly bytes: number
  readonly sha256: string
  readonly spec: PromptItem
}

export type PicturePage = {
  readonly order: 'newest' | 'oldest'
  readonly offset: number
  readonly limit: number
}

type Row = { at: number; data: string; spec: string }

/** Pictures of a burst as the record of events has them: in the order in which they came home. */
export function createPictureStore(db: Db) {
  const count = db
    .prepare<[string]>(`SELECT count(*) FROM events WHERE burst_id = ? AND type = 'item.verified'`)
    .pluck()
  const page = (direction: 'ASC' | 'DESC') =>
    db.prepare<[string, number, number], Row>(
      `SELECT e.at, e.data, i.spec
       FROM events e JOIN items i ON i.burst_id = e.burst_id AND i.item = json_extract(e.data, '$.item')
       WHERE e.burst_id = ? AND e.type = 'item.verified' ORDER BY e.seq ${direction} LIMIT ? OFFSET ?`,
    )
  const pages = { newest: page('DESC'), oldest: page('ASC') }
  const one = db.prepare<[string, number], { bytes: number; sha256: string; spec: string }>(
    `SELECT a.bytes, a.sha256, i.spec
     FROM attempts a JOIN items i ON i.burst_id = a.burst_id AND i.item = a.item
     WHERE a.burst_id = ? AND a.item = ? AND a.outcome = 'verified' LIMIT 1`,
  )
  return {
    count: (burstId: string): number => Number(count.get(burstId)),

    page(burstId: string, { order, offset, limit }: PicturePage): StoredPicture[] {
      return pages[order].all(burstId, limit, offset).map(pictureOf)
    },

    /** Null for a prompt that is not at home. */
    file(burstId: string, item: number): { name: string; bytes: number; sha256: string } | null {
      const row = one.get(burstId, item)
      return row ? { name: specOf(row.spec).filename, bytes: row.bytes, sha256: row.sha256 } : null
    },
  }
}

function pictureOf({ at, data, spec }: Row): StoredPicture {
  const event = BurstEvent.parse(JSON.parse(data))
  if (event.type !== 'item.verified') throw new Error(`an event of pictures is ${event.type}`)
  const { item, lane, bytes, sha256 } = event
  return { item, lane, at, bytes, sha256, spec: specOf(spec) }
}

/** Written by us in the form of the job manifest, when the burst began. */
function specOf(text: string): PromptItem {
  return JSON.parse(text) as PromptItem
}
