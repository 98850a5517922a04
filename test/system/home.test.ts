import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { KillReport } from '../../common/contract.ts'
import { startAtHome, type ComfyuiAtHome } from './support/comfyui-at-home.ts'
import { replay } from './support/replay.ts'
import { renderedTwice, TestHome, writeJob } from './support/test-home.ts'

let home: TestHome
let comfyui: ComfyuiAtHome

const places = () => {
  const folder = path.join(home.root, 'gpu')
  return existsSync(folder) ? readdirSync(folder) : []
}

beforeEach(() => {
  home = new TestHome()
})
afterEach(async () => {
  await home.end()
  await comfyui.stop()
})

test('a burst runs on the ComfyUI at home as on a rented machine, and costs nothing', async () => {
  await home.furnish()
  comfyui = await startAtHome(home, { secondsPerImage: 0.02 })
  const out = path.join(home.root, 'out')
  const burst = await home.json<BurstSummary>([
    'run',
    writeJob(home, { count: 12 }),
    '--provider',
    'home',
    '--out',
    out,
  ])
  expect(burst).toMatchObject({
    state: 'completed',
    provider: 'home',
    images: { requested: 12, collected: 12, failed: 0 },
    cost: { amount: 0, simulated: false },
    lanes: [{ provider: 'home', images: 12, billedSeconds: 0, confirmedGone: true }],
  })
  expect(readdirSync(out).filter(name => name.endsWith('.png'))).toHaveLength(12)
  expect(comfyui.seeds().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, item) => 1000 + item))
  expect(places()).toEqual([])
})

test('the card at home works while the rented machine boots, and every picture is made once', async () => {
  await home.furnish(120)
  comfyui = await startAtHome(home, { secondsPerImage: 0.08 })
  await home.strike('slow-boot')
  const job = writeJob(home, { count: 80 })
  const burst = await home.json<BurstSummary>(['run', job, '--provider', 'sandbox', '--gpu', 'l4', '--with-home'])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 80, failed: 0 } })
  const [atHome, rented] = burst.lanes
  expect([atHome?.provider, rented?.provider]).toEqual(['home', 'sandbox'])
  expect(atHome).toMatchObject({ billedSeconds: 0, cost: { amount: 0 } })
  expect(rented?.cost.amount).toBeGreaterThan(0)
  expect(burst.cost.amount).toBe(rented?.cost.amount)

  const seeds = [...comfyui.seeds(), ...home.renderedSeeds()]
  expect(renderedTwice(seeds)).toEqual([])
  expect(seeds.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, item) => 1000 + item))
  expect(comfyui.seeds().length).toBeGreaterThan(0)
  expect(home.renderedSeeds().length).toBeGreaterThan(0)

  const { state } = replay(home.root, burst.id)
  const [first, second] = state.lanes
  expect(first?.marks.firstMade).toBeLessThan(second?.marks.running ?? 0)
})

test('a command that is killed leaves the work at home to the next one', async () => {
  await home.furnish()
  comfyui = await startAtHome(home, { secondsPerImage: 0.1 })
  const running = home.start(['run', writeJob(home, { count: 30 }), '--provider', 'home'])
  await home.until('some are made', () => comfyui.seeds().length > 4)
  await running.kill()
  const { id } = await home.onlyBurst()
  const burst = await home.json<BurstSummary>(['resume', id])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 30, failed: 0 } })
  expect(renderedTwice(comfyui.seeds()).length).toBeLessThanOrEqual(2)
})

test('kill-all ends the work at home too, and takes it out of the queue there', async () => {
  await home.furnish()
  comfyui = await startAtHome(home, { secondsPerImage: 1 })
  const running = home.start(['run', writeJob(home, { count: 30 }), '--provider', 'home'])
  await home.until('one is made', () => comfyui.seeds().length > 0)
  const report = await home.json<KillReport>(['kill-all', '--confirm'])
  expect(report.terminated).toEqual([expect.stringMatching(/^home-/)])
  expect(places()).toEqual([])
  await home.until('nothing is left to make', async () => {
    const queue = (await (await fetch(`${comfyui.url}/prompt`)).json()) as { exec_info: { queue_remaining: number } }
    return queue.exec_info.queue_remaining === 0
  })
  expect((await running.ended).code).not.toBe(0)
})

test('what it lacks is said before anything is begun', async () => {
  await home.furnish()
  comfyui = await startAtHome(home, {})
  const job = JSON.parse(readFileSync(writeJob(home, { count: 1 }), 'utf8')) as { config: { checkpoint: string } }
  job.config.checkpoint = 'other.safetensors'
  const file = path.join(home.root, 'other.json')
  writeFileSync(file, JSON.stringify(job))
  const { error } = await home.json<{ error: object }>(['run', file, '--provider', 'home'], 2)
  expect(error).toMatchObject({ code: 'home-lacks-model', message: expect.stringContaining('other.safetensors') })
  await home.ask(async api => await api.call('settings.set', { key: 'home-comfyui', value: '' }))
  const unset = await home.json<{ error: object }>(['run', file, '--provider', 'home'], 5)
  expect(unset.error).toMatchObject({ message: expect.stringContaining('home-comfyui') })
})

test('the first picture of a rented machine is made at home too, to be compared with', async () => {
  await home.furnish(60)
  home.pace(60)
  comfyui = await startAtHome(home, { secondsPerImage: 0.1 })
  const running = home.start(['run', writeJob(home, { count: 20 }), '--provider', 'sandbox'])
  await home.until('the first is at home', async () => {
    const [burst] = await home.bursts()
    return (burst?.images.collected ?? 0) > 0
  })
  const { id } = await home.onlyBurst()
  const ask = async () => await home.ask(async api => await api.call('bursts.reference', { id }))
  expect(await ask()).toEqual({ state: 'making' })
  await home.until('it is made', async () => (await ask()).state === 'made')
  const reference = await ask()
  expect(reference).toMatchObject({ item: 0, picture: expect.stringMatching(/^data:image\/webp;base64,/) })
  expect(comfyui.seeds()).toEqual([1000])
  await home.json(['cancel', id])
  await running.ended
})
