import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appendAudit, checkAudit, latestAudit, readAudit } from './audit-store.ts'
import { openDatabase, type Db } from './database.ts'

let db: Db
beforeEach(() => (db = openDatabase(':memory:')))
afterEach(() => void db.close())

const line = (target: string) => ({ at: 1000, actor: 'engine', action: 'create', target, detail: { cost: 1 } }) as const

describe('the audit trail', () => {
  test('is read in order, or from its end', () => {
    appendAudit(db, [line('a'), line('b')])
    appendAudit(db, [line('c')])
    expect(readAudit(db, { since: 1, limit: 10 }).map(({ seq, target }) => [seq, target])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ])
    expect(latestAudit(db, 1)).toMatchObject([{ target: 'c', at: '1970-01-01T00:00:01.000Z', detail: { cost: 1 } }])
    expect(checkAudit(db)).toEqual({ ok: true, lines: 3, brokenAt: null })
  })

  test.each([
    ['a changed line', `UPDATE audit SET detail = '{"cost":0}' WHERE seq = 2`, 2],
    ['a line taken away', 'DELETE FROM audit WHERE seq = 2', 3],
    ['a line put between', `UPDATE audit SET at = 999 WHERE seq = 1`, 1],
  ])('shows %s', (_, tamper, brokenAt) => {
    appendAudit(db, [line('a'), line('b'), line('c')])
    db.exec(tamper)
    expect(checkAudit(db)).toMatchObject({ ok: false, brokenAt })
  })

  test('nothing written is nothing wrong', () => {
    appendAudit(db, [])
    expect(checkAudit(db)).toEqual({ ok: true, lines: 0, brokenAt: null })
  })
})
