import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Api, KillReport } from '../../common/contract.ts'
import { homeAt } from '../../main/core/home.ts'
import { connectEngine } from '../../main/core/engine/client.ts'
import { seededMoments } from './support/seeded-moments.ts'
import { TestHome, writeJob, type RunningBurst } from './support/test-home.ts'

/** Bursts of one round are at as many different moments when kill-all strikes. */
const BURSTS_A_ROUND = 10
const ROUNDS = 20
/** Of a burst's life at the speed of these tests: from before its create to after its last picture, real ms. */
const LONGEST_LEAD_MS = 2500

let home: TestHome
let engine: RunningBurst

beforeEach(async () => {
  home = new TestHome()
  await home.furnish(240)
  engine = home.start(['engine'])
})
afterEach(() => home.end())

async function api(): Promise<Api> {
  for (;;) {
    const found = await connectEngine(homeAt(home.root).socket)
    if (found) return found
    await delay(20)
  }
}

/** Starts bursts so that at the end of the longest lead they are `leads` old. */
async function startBursts(leads: readonly number[]): Promise<void> {
  const file = writeJob(home, { count: 6 })
  const calls = await api()
  await Promise.all(
    leads.map(async lead => {
      await delay(LONGEST_LEAD_MS - lead)
      // One that comes after the latch is refused: that is a moment too.
      await calls.call('bursts.start', { source: { from: 'job', file }, provider: 'sandbox' }).catch(() => undefined)
    }),
  )
}

async function expectNothingRuns(): Promise<void> {
  const { instances, providers } = await home.instances()
  expect(instances).toEqual([])
  expect(providers).toMatchObject([{ ok: true }])
}

describe('kill-all from another process', () => {
  const moments = seededMoments(BURSTS_A_ROUND * ROUNDS, LONGEST_LEAD_MS, 20_261_125)
  const rounds = Array.from({ length: ROUNDS }, (_, round) => ({
    round,
    leads: moments.slice(round * BURSTS_A_ROUND, (round + 1) * BURSTS_A_ROUND),
  }))

  test('at 200 moments of a burst: no create leaves afterwards, and nothing runs', async () => {
    for (const { leads } of rounds) {
      const started = startBursts(leads)
      await delay(LONGEST_LEAD_MS)
      const report = await home.json<KillReport>(['kill-all', '--confirm'])
      expect(report.unconfirmed).toEqual([])
      await started
      await expectNothingRuns()
      await home.until('every burst has noticed', async () =>
        (await (await api()).call('bursts.list', undefined)).every(burst => burst.endedAt !== null),
      )
      await expectNothingRuns()
      await home.json(['unlatch'])
    }
    expect(moments).toHaveLength(200)
  })

  test('without engine and database it ends what runs all the same', async () => {
    // So slow that none ends by itself meanwhile, however fast this computer is.
    home.pace(600)
    await startBursts([LONGEST_LEAD_MS, LONGEST_LEAD_MS, 1200])
    await home.until('something runs', async () => (await home.instances()).instances.length >= 2)
    await engine.kill()
    for (const name of ['burst.db', 'burst.db-wal', 'burst.db-shm']) rmSync(path.join(home.root, name), { force: true })
    const report = await home.json<KillReport>(['kill-all', '--confirm'])
    expect(report.terminated.length).toBeGreaterThanOrEqual(2)
    expect(report.unconfirmed).toEqual([])
    await expectNothingRuns()
  })

  /** What may stand in the way of everything else. */
  const OBSTACLES: Readonly<Record<string, () => Promise<() => void>>> = {
    'the database is garbage': async () => {
      await engine.kill()
      for (const suffix of ['-wal', '-shm']) rmSync(`${homeAt(home.root).database}${suffix}`, { force: true })
      writeFileSync(homeAt(home.root).database, 'this is no database '.repeat(500))
      return () => rmSync(homeAt(home.root).database)
    },
    'the database is locked by another program': async () => {
      await engine.kill()
      const db = new Database(homeAt(home.root).database)
      db.exec('BEGIN EXCLUSIVE')
      return () => db.close()
    },
    'the engine, which is the page too, hangs': async () => {
      engine.child.kill('SIGSTOP')
      return () => engine.child.kill('SIGKILL')
    },
  }

  test.each(Object.entries(OBSTACLES))('it ends what runs although %s', async (_, putInTheWay) => {
    home.pace(600)
    await startBursts([LONGEST_LEAD_MS, LONGEST_LEAD_MS])
    await home.until('something runs', async () => (await home.instances()).instances.length >= 2)
    const takeAway = await putInTheWay()
    const report = await home.json<KillReport>(['kill-all', '--confirm'])
    expect(report.terminated).toHaveLength(2)
    expect(report.unconfirmed).toEqual([])
    takeAway()
    await engine.ended
    await expectNothingRuns()
  })
})
