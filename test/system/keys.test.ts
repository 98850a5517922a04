import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { LaneKeyView, RotatedKey } from '../../common/contract.ts'
import { TestHome, writeJob } from './support/test-home.ts'

let home: TestHome
beforeEach(async () => {
  home = new TestHome()
  await home.furnish(120)
})
afterEach(() => home.end())

test('keys are rotated in mid-burst: the work goes on, a cut connection comes back with the new key', async () => {
  // Slow enough that the work is not over while commands start.
  home.pace(200)
  const run = home.start(['run', writeJob(home, { count: 8 }), '--provider', 'sandbox', '--json'])
  await home.until('two pictures', () => home.renderedSeeds().length >= 2)
  const [before] = await home.json<LaneKeyView[]>(['keys'])
  const [rotated] = await home.json<RotatedKey[]>(['keys', 'rotate'])
  expect(rotated).toMatchObject({ rotated: true, host: before?.host, instanceId: before?.instanceId })
  expect(rotated?.login).not.toBe(before?.login)
  await home.strike('sshd-drop')
  home.pace(6)
  const ended = await run.ended
  expect(ended, ended.stderr).toMatchObject({ code: 0 })
  expect((JSON.parse(ended.stdout) as BurstSummary).images).toMatchObject({ collected: 8, failed: 0 })
  expect(await home.json<LaneKeyView[]>(['keys'])).toEqual([])
})
