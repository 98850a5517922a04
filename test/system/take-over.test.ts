import { afterEach, beforeEach, expect, test } from 'vitest'
import { renderedTwice, TestHome, writeJob } from './support/test-home.ts'

let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  await home.furnish(60)
})
afterEach(() => home.end())

test('a burst started in one terminal is seen live in another, which takes over when its engine is killed', async () => {
  const first = home.start(['run', writeJob(home, { count: 30 }), '--provider', 'sandbox'])
  await home.until('the first terminal is the engine and pictures arrive', () => home.renderedSeeds().length >= 2)
  const { id } = await home.onlyBurst()
  const second = home.start(['resume', id])
  const follower = home.start(['events', '--follow', '--json'])
  await home.until('the follower sees pictures arrive', () => follower.stdout.includes('"item.verified"'))
  await first.kill()

  const ended = await second.ended
  expect(ended, ended.stderr).toMatchObject({ code: 0 })
  expect(await home.onlyBurst()).toMatchObject({ state: 'completed', images: { collected: 30, failed: 0 } })
  expect(renderedTwice(home.renderedSeeds())).toEqual([])
  expect((await home.instances()).instances).toEqual([])

  await home.until('the follower saw the end', () => follower.stdout.includes('"burst.ended"'))
  const seqs = follower.stdout
    .split('\n')
    .filter(Boolean)
    .map(line => (JSON.parse(line) as { seq: number }).seq)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
})

test('a worker that is killed makes nothing twice', async () => {
  const run = home.start(['run', writeJob(home, { count: 30 }), '--provider', 'sandbox'])
  await home.until('some pictures', () => home.renderedSeeds().length >= 5)
  process.kill(home.workerPid(), 'SIGKILL')
  const ended = await run.ended
  expect(ended, ended.stderr).toMatchObject({ code: 0 })
  expect(await home.onlyBurst()).toMatchObject({ images: { collected: 30, failed: 0 } })
  expect(home.renderedSeeds()).toHaveLength(30)
  expect(renderedTwice(home.renderedSeeds())).toEqual([])
})
