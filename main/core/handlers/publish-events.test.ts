import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import { createBurstStore, type BurstStore } from '../storage/burst-store.ts'
import { openDatabase, type Db } from '../storage/database.ts'
import { eventPublisher } from './publish-events.ts'

describe('the stream of events', () => {
  let folder: string
  let db: Db
  let store: BurstStore
  const listeners = new Set<() => void>()
  const service = {
    idOf: (id: string) => id,
    onEvents: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'burst-events-'))
    db = openDatabase(path.join(folder, 'burst.db'))
    db.pragma('foreign_keys = OFF')
    store = createBurstStore(db)
  })
  afterEach(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Straight into the table: what an event means does not matter here. */
  function add(burstId: string, count = 1): void {
    const insert = db.prepare('INSERT INTO events (burst_id, at, clock, type, data) VALUES (?, 0, 0, ?, ?)')
    const type = 'burst.pause-requested'
    for (let index = 0; index < count; index += 1) insert.run(burstId, type, JSON.stringify({ type }))
    for (const listener of listeners) listener()
  }

  async function follow(
    input: { burstId?: string; since: number },
    until: number,
    onEvent: (event: RecordedEvent) => void | Promise<void> = () => undefined,
  ): Promise<number[]> {
    const seen: number[] = []
    const enough = new AbortController()
    await eventPublisher({ store, service })(
      input,
      async event => {
        seen.push(event.seq)
        await onEvent(event)
        if (seen.length === until) enough.abort()
      },
      enough.signal,
    )
    return seen
  }

  it('goes from the past into the present without a gap and without a repetition', async () => {
    add('a', 1200)
    const seen = await follow({ since: 0 }, 1300, ({ seq }) => {
      // While the past is still being read, and when it has just ended.
      if (seq === 3) add('a', 40)
      if (seq === 1240) add('a', 60)
    })
    expect(seen).toEqual(firstNumbers(1300))
    expect(listeners.size).toBe(0)
  })

  it('waits for what comes, and goes on behind a given event', async () => {
    add('a', 10)
    const following = follow({ since: 7 }, 5)
    await new Promise(resolve => setImmediate(resolve))
    add('a')
    await new Promise(resolve => setImmediate(resolve))
    add('a')
    expect(await following).toEqual([8, 9, 10, 11, 12])
  })

  it('tells one burst alone where it is asked to', async () => {
    add('a')
    add('b')
    add('a')
    expect(await follow({ burstId: 'a', since: 0 }, 2)).toEqual([1, 3])
  })

  it('reads on only when its reader is ready', async () => {
    add('a', 3)
    const ready = Promise.withResolvers<void>()
    const begun: number[] = []
    const following = follow({ since: 0 }, 3, async ({ seq }) => {
      begun.push(seq)
      await ready.promise
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(begun).toEqual([1])
    ready.resolve()
    expect(await following).toEqual([1, 2, 3])
  })

  it('ends when nobody listens any more, also while it waits', async () => {
    const enough = new AbortController()
    const ended = eventPublisher({ store, service })({ since: 0 }, () => undefined, enough.signal)
    enough.abort()
    await ended
    expect(listeners.size).toBe(0)
  })
})

function firstNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
