import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { worstCaseOf } from '../../common/bursts/worst-case.ts'
import type { InstanceView, PlanResult, SpendReport } from '../../common/contract.ts'
import type { AuditCheck } from '../../common/spend/audit.ts'
import type { WatchNews } from '../../common/watchdog/news.ts'
import { homeAt } from '../../main/core/home.ts'
import { createSandboxProvider } from '../../main/core/providers/sandbox/provider.ts'
import { daemonSpawner } from '../../main/core/providers/sandbox/spawn-daemon.ts'
import { TestHome, writeJob } from './support/test-home.ts'

let home: TestHome
beforeEach(async () => {
  home = new TestHome()
})
afterEach(() => home.end())

async function watchOnce(code = 0): Promise<WatchNews[]> {
  const ended = await home.burst('watch', '--once', '--json')
  expect(ended, ended.stderr).toMatchObject({ code })
  return ended.stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as WatchNews)
}

/** Starts a burst, and kills the engine in its middle: nobody looks after the instance. */
async function abandoned(job = writeJob(home, { count: 200 })): Promise<string> {
  const run = home.start(['run', job, '--provider', 'sandbox'])
  await home.until('pictures arrive', () => home.renderedSeeds().length >= 2)
  await run.kill()
  const { instances } = await home.instances()
  const [instance] = instances
  if (!instance || instances.length !== 1) throw new Error(`${instances.length} instances, not one`)
  return instance.id
}

test('never restarted: the instance is gone by its own end, for at most what was shown before it was rented', async () => {
  await home.furnish(1500)
  home.pace(100)
  const job = writeJob(home, { count: 200 })
  const { plan } = await home.json<PlanResult>(['run', job, '--provider', 'sandbox', '--dry-run'])
  const worst = worstCaseOf(plan)
  const id = await abandoned(job)
  await home.until('it is gone', async () => (await home.instances()).instances.length === 0)
  const folder = homeAt(home.root).sandbox
  const cloud = createSandboxProvider({ folder, speed: null, spawnDaemon: daemonSpawner(process.env), log: () => {} })
  const charged = await cloud.cost(id, AbortSignal.timeout(10_000))
  if (charged.kind !== 'answer' || worst.kind !== 'bounded') throw new Error(JSON.stringify({ charged, worst }))
  expect(charged.value.cost.micros).toBeGreaterThan(0)
  expect(charged.value.cost.micros).toBeLessThanOrEqual(worst.most.micros)
})

test('a machine that does not end itself is ended by a look from a timer, although no engine lives', async () => {
  await home.furnish(1500)
  home.pace(100)
  await home.strike('no-dead-man')
  const id = await abandoned()
  await home.until('it is past its end', async () => {
    const { instances } = await home.instances()
    const clock = (await home.ask(async api => await api.call('sandbox.status', undefined))).clock
    return instances.some(({ endBy }) => endBy !== null && Date.parse(clock) > Date.parse(endBy) + 6 * 60_000)
  })
  const news = await watchOnce()
  expect(news).toMatchObject([
    { type: 'looked' },
    { type: 'ending', instanceId: id, rule: 'end-by' },
    { type: 'gone', instanceId: id },
  ])
  expect((await home.instances()).instances).toEqual([])
  expect(await home.json<AuditCheck>(['audit', '--check'])).toMatchObject({ ok: true })
})

test('an instance that the ledger lost is reported, taken over, and charged at its end', async () => {
  await home.furnish(60)
  home.pace(60)
  const id = await abandoned()
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${homeAt(home.root).database}${suffix}`, { force: true })
  const [orphan] = (await home.json<{ instances: InstanceView[] }>(['instances'])).instances
  expect(orphan).toMatchObject({ id, whose: 'orphaned', burstId: null })
  // The ledger is empty: it does not know that the practice cloud was ever used, and does not wake it.
  expect(await home.json<InstanceView>(['adopt', id])).toMatchObject({ id, whose: 'ours' })
  expect((await watchOnce()).map(({ type }) => type)).toEqual(['looked'])
  await home.json(['kill', id, '--confirm'])
  await watchOnce()
  const { entries } = await home.json<SpendReport>(['spend'])
  expect(entries).toMatchObject([{ burstId: 'adopted', instanceId: id, cost: { simulated: true } }])
})
