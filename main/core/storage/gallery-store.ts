import type { PromptItem } from '../../../common/job/job.ts'
import type { Db } from './database.ts'

export type Mark = 'star' | 'reject'

/** Which pictures; what is not given says nothing. All that is given must hold. */
export type GalleryFilter = {
  readonly burstId?: string | undefined
  /** Words of the prompt, the file, a variation or the name of the burst, or a seed; beginnings of words are enough. */
  readonly text?: string | undefined
  /** By placeholder: any of these values. */
  readonly values?: readonly { readonly name: string; readonly value: string }[] | undefined
  readonly mark?: Mark | 'none' | 'not-rejected' | undefined
  /** Pictures that came home later are left out, so that places stand still. */
  readonly upTo?: number | undefined
}

export type GalleryPicture = {
  /** Grows with each picture that comes home. */
  readonly seq: number
  readonly burstId: string
  readonly item: number
  readonly lane: number
  readonly at: number
  readonly bytes: number
  readonly sha256: string
  readonly mark: Mark | null
  readonly spec: PromptItem
}

export type Facet = {
  readonly name: string
  readonly values: readonly { readonly value: string; readonly count: number }[]
}

/** Values of a placeholder that are shown to choose from; with more than these nobody reads them. */
const FACET_VALUES = 40

export type Arrival = {
  readonly seq: number
  readonly burstId: string
  readonly item: number
  readonly lane: number
  readonly at: number
}

/**
 * Gives back what enters a picture that came home: its place, what its placeholders became, and its words. The same views as the
 * migration read for what was there before. To be called in the transaction of its event.
 */
export function galleryEntrance(db: Db): (picture: Arrival) => void {
  const [place, ...rest] = ENTER.map(statement => db.prepare<Arrival>(statement))
  return picture => {
    // One that is in it already stays as it is.
    if (place?.run(picture).changes === 1) for (const statement of rest) statement.run(picture)
  }
}

const ENTER = [
  `INSERT INTO pictures (seq, burst_id, item, lane, at) VALUES (@seq, @burstId, @item, @lane, @at) ON CONFLICT DO NOTHING`,
  `INSERT OR IGNORE INTO picture_values (name, value, seq)
     SELECT name, value, seq FROM gallery_values WHERE seq = @seq`,
  `INSERT INTO picture_words (rowid, words) SELECT seq, words FROM gallery_words WHERE seq = @seq`,
] as const

export function createGalleryStore(db: Db) {
  function where(filter: GalleryFilter): { sql: string; values: (string | number)[] } {
    const parts: string[] = []
    const values: (string | number)[] = []
    const and = (sql: string, ...given: (string | number)[]) => {
      parts.push(sql)
      values.push(...given)
    }
    const words = wordsOf(filter.text ?? '')
    if (words !== null) and('p.seq IN (SELECT rowid FROM picture_words WHERE picture_words MATCH ?)', words)
    if (filter.burstId !== undefined) and('p.burst_id = ?', filter.burstId)
    if (filter.upTo !== undefined) and('p.seq <= ?', filter.upTo)
    for (const [name, wanted] of byName(filter.values ?? []))
      and(
        `p.seq IN (SELECT seq FROM picture_values WHERE name = ? AND value IN (${wanted.map(() => '?').join(', ')}))`,
        name,
        ...wanted,
      )
    if (filter.mark === 'none') and('m.mark IS NULL')
    else if (filter.mark === 'not-rejected') and(`m.mark IS NOT 'reject'`)
    else if (filter.mark !== undefined) and('m.mark = ?', filter.mark)
    return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values }
  }

  const FROM = 'FROM pictures p LEFT JOIN picture_marks m ON m.burst_id = p.burst_id AND m.item = p.item'

  return {
    count(filter: GalleryFilter): number {
      const { sql, values } = where(filter)
      // Without a mark to look at nothing need be joined.
      const from = filter.mark === undefined ? 'FROM pictures p' : FROM
      return Number(
        db
          .prepare(`SELECT count(*) ${from} ${sql}`)
          .pluck()
          .get(...values),
      )
    },

    /** The newest first. */
    page(filter: GalleryFilter, { offset, limit }: { offset: number; limit: number }): GalleryPicture[] {
      const { sql, values } = where(filter)
      const rows = db
        .prepare<unknown[], Row>(
          `SELECT p.seq, p.burst_id AS burstId, p.item, p.lane, p.at, m.mark, i.spec, a.bytes, a.sha256
           FROM (SELECT p.*, m.mark AS mark ${FROM} ${sql} ORDER BY p.seq DESC LIMIT ? OFFSET ?) p
           LEFT JOIN picture_marks m ON m.burst_id = p.burst_id AND m.item = p.item
           JOIN items i ON i.burst_id = p.burst_id AND i.item = p.item
           JOIN attempts a ON a.burst_id = p.burst_id AND a.item = p.item AND a.outcome = 'verified'
           ORDER BY p.seq DESC`,
        )
        .all(...values, limit, offset)
      return rows.map(({ spec, ...row }) => ({ ...row, spec: JSON.parse(spec) as PromptItem }))
    },

    newest(): number {
      return Number(db.prepare('SELECT coalesce(max(seq), 0) FROM pictures').pluck().get())
    },

    /** What placeholders of a burst became, the most frequent first; of those that became more than one thing. */
    facets(burstId: string): Facet[] {
      const rows = db
        .prepare<[string], { name: string; value: string; count: number }>(
          `SELECT v.name, v.value, count(*) AS count FROM picture_values v JOIN pictures p ON p.seq = v.seq
           WHERE p.burst_id = ? GROUP BY v.name, v.value ORDER BY v.name, count DESC, v.value`,
        )
        .all(burstId)
      const names = [...new Set(rows.map(({ name }) => name))]
      return names
        .map(name => ({
          name,
          values: rows.filter(row => row.name === name).map(({ value, count }) => ({ value, count })),
        }))
        .filter(({ values }) => values.length > 1)
        .map(({ name, values }) => ({ name, values: values.slice(0, FACET_VALUES) }))
    },

    /** `null` takes a mark away. */
    mark(burstId: string, item: number, mark: Mark | null, at: number): void {
      if (mark === null) db.prepare('DELETE FROM picture_marks WHERE burst_id = ? AND item = ?').run(burstId, item)
      else
        db.prepare(
          `INSERT INTO picture_marks (burst_id, item, mark, at) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET mark = excluded.mark, at = excluded.at`,
        ).run(burstId, item, mark, at)
    },

    /** Items of a burst with a mark, in their order. */
    marked(burstId: string, mark: Mark): number[] {
      return db
        .prepare('SELECT item FROM picture_marks WHERE burst_id = ? AND mark = ? ORDER BY item')
        .pluck()
        .all(burstId, mark) as number[]
    },
  }
}

type Row = Omit<GalleryPicture, 'spec'> & { readonly spec: string }

/** Every word, or its beginning, must be there; null where there is none. What has a meaning for the index has none here. */
function wordsOf(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0 ? null : words.map(word => `"${word}"*`).join(' ')
}

function byName(values: NonNullable<GalleryFilter['values']>): [string, string[]][] {
  const found = new Map<string, string[]>()
  for (const { name, value } of values) found.set(name, [...(found.get(name) ?? []), value])
  return [...found]
}
