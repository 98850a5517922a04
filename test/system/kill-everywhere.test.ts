import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { homeAt } from '../../main/core/home.ts'
import { CLOUD_IDS } from '../../main/core/providers/credentials.ts'
import { createProviders } from '../../main/core/providers/registry.ts'
import { createFastClock } from '../../main/core/providers/testing/clouds/fast-clock.ts'
import { openIdentity } from '../../main/core/watchdog/identity.ts'
import { killAll } from '../../main/core/watchdog/kill.ts'
import { openStopLatch } from '../../main/core/watchdog/stop-latch.ts'
import { openFourSellers, RENTED, type FourSellers } from './support/four-sellers.ts'

const SPEED = 60
const NO_SECRETS = { store: { get: async () => null, names: async () => [] } } as never

let folder: string
let sellers: FourSellers
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'burst-everywhere-'))
})
afterEach(async () => {
  await sellers.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function pressed(budgetMs: number, before: () => Promise<void> | void) {
  const home = homeAt(folder)
  const identity = await openIdentity(home.identity)
  const clock = createFastClock(SPEED)
  sellers = await openFourSellers(identity, clock)
  await before()
  const providers = createProviders({ home, env: { ...sellers.env }, secrets: async () => NO_SECRETS, clock })
  return await killAll({
    providers: CLOUD_IDS.flatMap(cloud => providers.of(cloud) ?? []),
    identity,
    latch: openStopLatch(home.stopLatch),
    budgetMs,
    signal: new AbortController().signal,
  })
}

describe('kill-all with ten instances at four sellers', () => {
  test('ends every one of ours and nothing else', async () => {
    const report = await pressed(60_000, () => undefined)
    expect(report.terminated).toHaveLength(10)
    expect(report.unconfirmed).toEqual([])
    expect(report.providers.every(({ ok }) => ok)).toBe(true)
    expect(sellers.running()).toBe(0)
    for (const cloud of CLOUD_IDS) expect(sellers.of[cloud].machines.running()).toHaveLength(1)
  })

  test('one that is down and one that is asked too often do not hold up the others, and the one that is down is named', async () => {
    const report = await pressed(12_000, async () => {
      await sellers.of.lambda.server.stop()
      sellers.of.runpod.server.fail(1, '429', 3)
    })
    expect(report.providers.map(({ provider, ok }) => [provider, ok])).toEqual([
      ['ovh', true],
      ['runpod', true],
      ['lambda', false],
      ['vast', true],
    ])
    expect(report.terminated).toHaveLength(10 - RENTED.lambda)
    // What nobody could be asked about is not said to be gone.
    expect(sellers.running()).toBe(RENTED.lambda)
  })
})
