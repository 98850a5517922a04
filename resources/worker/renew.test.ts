import { spawnSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeComfy } from './testing/fake-comfyui.ts'
import { Lane, PYTHON, WORKER } from './testing/lane.ts'

let lane: Lane
let comfy: FakeComfy

beforeEach(async () => {
  lane = new Lane()
  comfy = new FakeComfy(lane.output)
  await comfy.start()
})
afterEach(async () => {
  await lane.end()
  await comfy.die()
})

const renewArgs = (job: string) => [WORKER, 'renew', '--dir', lane.dir, '--job', job]

/** Asks for another job, and does what keeps the worker running: starts it again once it has left. */
async function renew(job: string): Promise<number | null> {
  const asking = spawn(PYTHON, renewArgs(job), { stdio: 'ignore' })
  const asked = once(asking, 'exit')
  const worker = lane.process
  if (worker && worker.exitCode === null) await once(worker, 'exit')
  lane.run(comfy.url)
  const [code] = (await asked) as [number | null]
  return code
}

describe('a lane of a machine that was kept for the next job', () => {
  test('begins anew with the same items, and names no file as the job before did', async () => {
    lane.give('A', [1, 2])
    lane.run(comfy.url)
    await lane.drained()
    const before = lane.of('made').map(({ file }) => file.path)

    expect(await renew('job-2')).toBe(0)
    expect(lane.made()).toEqual([])
    // The share has the name of one that the other job had.
    lane.give('A', [1, 2], { job: 'job-2' })
    await lane.drained()
    expect(lane.made()).toEqual([1, 2])
    const after = lane.of('made').map(({ file }) => file.path)
    expect(after.filter(path => before.includes(path))).toEqual([])
    expect(lane.of('refused')).toEqual([])
  })

  test('is asked twice and begins once', async () => {
    lane.give('A', [1])
    lane.run(comfy.url)
    await lane.drained()
    expect(await renew('job-2')).toBe(0)
    lane.give('B', [7], { job: 'job-2' })
    await lane.drained()
    const journal = lane.raw()
    expect(spawnSync(PYTHON, renewArgs('job-2')).status).toBe(0)
    expect(lane.raw()).toBe(journal)
    expect(lane.made()).toEqual([7])
  })

  test('finishes what it has before it begins anew', async () => {
    lane.give('A', [1, 2, 3])
    lane.run(comfy.url)
    await lane.until('the first picture', () => lane.made().length > 0)
    const asking = spawn(PYTHON, renewArgs('job-2'), { stdio: 'ignore' })
    const left = once(lane.process ?? asking, 'exit')
    await left
    expect(comfy.rendered).toHaveLength(3)
    lane.run(comfy.url)
    const [code] = await once(asking, 'exit')
    expect(code).toBe(0)
  })

  test('a crash in between is gone on with at the next start', async () => {
    lane.give('A', [1])
    lane.run(comfy.url)
    await lane.drained()
    await lane.kill()
    writeFileSync(join(lane.dir, 'renew'), 'job-2')
    lane.run(comfy.url)
    await lane.until('an empty lane', () => !existsSync(join(lane.dir, 'renew')) && lane.journal().length > 0)
    expect(lane.made()).toEqual([])
    expect(spawnSync(PYTHON, renewArgs('job-2')).status).toBe(0)
  })
})
