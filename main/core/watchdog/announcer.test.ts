import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Db } from '../storage/database.ts'
import { createAnnouncer, type Announcer } from './announcer.ts'
import type { Told } from './news.ts'

const IDLE = { provider: 'ovh', instanceId: 'i-1', rule: 'idle', message: 'no picture for an hour' } as const

let db: Db
let now: number
let told: Told[]

beforeEach(() => {
  db = openDatabase(':memory:')
  now = Date.UTC(2026, 10, 26, 2)
  told = []
})
afterEach(() => void db.close())

const begin = (): Announcer =>
  createAnnouncer({ db, countdownMs: () => 60_000, tell: news => void told.push(news), wallNow: () => now })

describe('the end of an instance', () => {
  test('is announced, and comes when the countdown is over', () => {
    const announcer = begin()
    expect(announcer.mayEnd(IDLE)).toBe(false)
    expect(announcer.pending()).toMatchObject([{ rule: 'idle', endsAt: '2026-11-26T02:01:00.000Z', keptUntil: null }])
    now += 59_000
    expect(announcer.mayEnd(IDLE)).toBe(false)
    now += 1000
    expect(announcer.mayEnd(IDLE)).toBe(true)
    expect(told.map(({ type }) => type)).toEqual(['announced'])
  })

  test('that was agreed on before is not announced', () => {
    expect(begin().mayEnd({ ...IDLE, rule: 'lifetime' })).toBe(true)
    expect(told).toEqual([])
  })

  test('can be stopped for a while; then the countdown begins anew', () => {
    const announcer = begin()
    announcer.mayEnd(IDLE)
    expect(announcer.keep('i-1', 3600)).toMatchObject([
      { keptUntil: '2026-11-26T03:00:00.000Z', endsAt: '2026-11-26T03:01:00.000Z' },
    ])
    now += 3_600_000
    expect(announcer.mayEnd(IDLE)).toBe(false)
    now += 60_000
    expect(announcer.mayEnd(IDLE)).toBe(true)
    expect(() => announcer.keep('i-2', 60)).toThrow('Nobody is about to end i-2')
  })

  test('is withdrawn when its reason is gone, and announced anew when that comes back', () => {
    const announcer = begin()
    announcer.mayEnd(IDLE)
    announcer.withdraw({ ...IDLE, rule: 'unreachable' })
    expect(announcer.pending()).toHaveLength(1)
    announcer.withdraw(IDLE)
    expect(announcer.pending()).toEqual([])
    now += 60_000
    expect(announcer.mayEnd(IDLE)).toBe(false)
    expect(told.map(({ type }) => type)).toEqual(['announced', 'withdrawn', 'announced'])
  })

  test('outlives the program: the countdown goes on', () => {
    begin().mayEnd(IDLE)
    now += 300_000
    expect(begin().mayEnd(IDLE)).toBe(true)
  })

  test('that nobody asked for in a long time is forgotten, and announced anew', () => {
    begin().mayEnd(IDLE)
    now += 3_600_000
    const announcer = begin()
    expect(announcer.pending()).toEqual([])
    expect(announcer.mayEnd(IDLE)).toBe(false)
  })
})
