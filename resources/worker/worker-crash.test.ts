import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeComfy } from './testing/fake-comfyui.ts'
import { Lane, PYTHON, range, WORKER } from './testing/lane.ts'

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

/** The item of each finished rendering, so that a picture made twice shows up twice. */
const renderedItems = (): number[] => comfy.rendered.map(prefix => Number(/(\d{6})-a\d+-/.exec(prefix)?.[1]))
const sorted = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b)

function expectEachOnce(items: readonly number[]): void {
  expect(sorted(lane.made())).toEqual(items)
  expect(sorted(renderedItems())).toEqual(items)
  for (const line of lane.of('made')) expect(existsSync(join(lane.output, line.file.path))).toBe(true)
}

describe('the worker is killed', () => {
  test('again and again at any moment: every item is made exactly once', async () => {
    lane.give('A', range(40))
    comfy.renderMs = 25
    let rounds = 0
    while (lane.of('drained').length === 0 && rounds < 60) {
      lane.run(comfy.url)
      await delay(120 + ((rounds * 37) % 200))
      await lane.kill()
      rounds += 1
    }
    lane.run(comfy.url)
    await lane.drained()
    expect(rounds).toBeGreaterThan(2)
    expectEachOnce(range(40))
    expect(lane.of('attempt-failed')).toEqual([])
    expect(lane.of('took')).toHaveLength(1)
  })

  test.each([
    ['before the post is accepted', 'destroy-before'],
    ['after the post is accepted', 'destroy-after'],
  ] as const)('%s', async (_, script) => {
    const kills: Promise<void>[] = []
    comfy.onPost = (__, nth) => {
      if (nth !== 2) return 'accept'
      kills.push(lane.kill())
      return script
    }
    lane.give('A', range(4))
    lane.run(comfy.url)
    await lane.until('killed', () => kills.length > 0)
    await Promise.all(kills)
    lane.run(comfy.url)
    await lane.drained()
    expectEachOnce(range(4))
    expect(lane.of('attempt-failed')).toEqual([])
  })

  test('while ComfyUI goes on: what it finished alone is collected from its history', async () => {
    comfy.hold = true
    lane.give('A', range(4))
    lane.run(comfy.url)
    await lane.until('two are posted', () => comfy.running !== null && comfy.pending.length === 1)
    await lane.kill()
    comfy.finish()
    comfy.finish()
    comfy.hold = false
    lane.run(comfy.url)
    await lane.drained()
    expectEachOnce(range(4))
    expect(lane.of('made').every(line => line.gpu !== null)).toBe(true)
  })

  test('and ComfyUI with it: a whole file is taken over, without GPU times', async () => {
    comfy.hold = true
    lane.give('A', range(4))
    lane.run(comfy.url)
    await lane.until('two are posted', () => comfy.running !== null && comfy.pending.length === 1)
    await lane.kill()
    comfy.finish()
    await comfy.die()
    await comfy.start()
    comfy.hold = false
    lane.run(comfy.url)
    await lane.drained()
    expectEachOnce(range(4))
    expect(lane.of('made').find(line => line.item === 0)?.gpu).toBeNull()
  })

  test('with a torn last line in the journal: it is closed, and nothing before or after it is lost', async () => {
    lane.give('A', range(3))
    lane.run(comfy.url)
    await lane.drained()
    await lane.kill()
    appendFileSync(join(lane.dir, 'journal.jsonl'), '{"type":"made","at":1,"item":2,"att')
    lane.give('B', [3])
    lane.run(comfy.url)
    await lane.drained(2)
    expectEachOnce(range(4))
    expect(lane.raw()).toContain('"att\n{"type":"worker-started"')
  })

  test('at any byte of its journal: the rest is made, what is on disk is not made again', async () => {
    lane.give('A', range(5))
    lane.run(comfy.url)
    await lane.drained()
    await lane.kill()
    const whole = readFileSync(join(lane.dir, 'journal.jsonl'))
    for (const share of [0.35, 0.6, 0.85]) {
      writeFileSync(join(lane.dir, 'journal.jsonl'), whole.subarray(0, Math.floor(whole.length * share)))
      lane.run(comfy.url)
      await lane.drained()
      await lane.kill()
      expect(sorted(lane.made())).toEqual(range(5))
      for (const line of lane.of('made')) expect(existsSync(join(lane.output, line.file.path))).toBe(true)
    }
  })

  test('after being stopped: it stays stopped', async () => {
    lane.run(comfy.url)
    comfy.hold = true
    lane.give('A', range(5))
    await lane.until('one runs', () => comfy.running !== null && comfy.pending.length > 0)
    lane.send({ command: 'stop' })
    await lane.until('pending is taken back', () => comfy.pending.length === 0)
    comfy.finish()
    await lane.until('stopped', () => lane.of('stopped').length === 1)
    const posts = comfy.posts.length
    await lane.kill()
    lane.run(comfy.url)
    lane.send({ command: 'revoke', items: null })
    await lane.until('revoked the rest', () => lane.of('revoked').length === 1)
    expect(sorted(lane.of('revoked')[0]?.items ?? [])).toEqual([1, 2, 3, 4])
    await lane.drained()
    expect(comfy.posts).toHaveLength(posts)
    expect(lane.of('stopped')).toHaveLength(1)
  })
})

describe('a post is doubtful', () => {
  test('and was accepted: the queue is believed before the history knows of it', async () => {
    comfy.hold = true
    comfy.onPost = (_, nth) => (nth === 1 ? 'destroy-after' : 'accept')
    lane.give('A', range(1))
    lane.run(comfy.url)
    const asked = (): number => comfy.calls.filter(call => call.startsWith('GET /history/')).length
    await lane.until('polling goes on', () => asked() > 20 || comfy.posts.length > 1)
    comfy.finish()
    await lane.drained()
    expectEachOnce(range(1))
    expect(comfy.posts).toHaveLength(1)
  })

  test.each(['destroy-before', 'destroy-after', 'destroy-late'] as const)(
    '%s: looked up, and made exactly once',
    async script => {
      comfy.onPost = (_, nth) => (nth % 3 === 1 ? script : 'accept')
      lane.give('A', range(6))
      lane.run(comfy.url)
      await lane.drained()
      expectEachOnce(range(6))
      expect(lane.of('attempt-failed')).toEqual([])
    },
  )

  test('posted in vain again and again: the item fails, the others are made', async () => {
    comfy.onPost = posted => (posted.extra_data?.extra_pnginfo?.burst?.item === 1 ? 'destroy-before' : 'accept')
    lane.give('A', range(3))
    lane.run(comfy.url)
    await lane.drained()
    expect(lane.of('failed').map(line => [line.item, line.attempts, line.code])).toEqual([[1, 3, 'post-lost']])
    expect(sorted(lane.made())).toEqual([0, 2])
  })
})

describe('ComfyUI dies', () => {
  test('and comes back: at most the running picture is begun again, as a new attempt', async () => {
    comfy.hold = true
    lane.give('A', range(5))
    lane.run(comfy.url)
    await lane.until('two are posted', () => comfy.running !== null && comfy.pending.length === 1)
    await comfy.die()
    await lane.until('down', () => lane.of('comfyui-down').length === 1)
    comfy.hold = false
    await comfy.start()
    await lane.drained()
    expectEachOnce(range(5))
    expect(lane.of('comfyui-down')).toHaveLength(1)
    expect(lane.of('comfyui-up')).toHaveLength(2)
    expect(lane.of('attempt-failed').map(line => [line.item, line.code])).toEqual([[0, 'comfyui-restarted']])
    const queued = lane.of('queued').map(line => [line.item, line.attempt])
    expect(queued.slice(0, 4)).toEqual([
      [0, 1],
      [1, 1],
      [0, 2],
      [1, 1],
    ])
  })

  test('right after a picture: the whole file is taken over, not made again', async () => {
    comfy.hold = true
    lane.give('A', range(4))
    lane.run(comfy.url)
    await lane.until('two are posted', () => comfy.running !== null && comfy.pending.length === 1)
    comfy.finish(true)
    await comfy.die()
    comfy.hold = false
    await comfy.start()
    await lane.drained()
    expectEachOnce(range(4))
    expect(lane.of('made').find(line => line.item === 0)?.gpu).toBeNull()
  })

  test('in the middle of writing: the part file is not taken for a picture', async () => {
    comfy.hold = true
    comfy.onRender = posted =>
      posted.extra_data?.extra_pnginfo?.burst?.item === 0 && lane.of('attempt-failed').length === 0
        ? 'corrupt'
        : 'success'
    lane.give('A', range(3))
    lane.run(comfy.url)
    await lane.until('two are posted', () => comfy.running !== null && comfy.pending.length === 1)
    comfy.finish(true)
    await comfy.die()
    comfy.hold = false
    await comfy.start()
    await lane.drained()
    expectEachOnce(range(3))
    expect(lane.of('made').find(line => line.item === 0)).toMatchObject({ attempt: 2 })
  })

  test('so fast that only its queue and history are missed', async () => {
    comfy.hold = true
    lane.give('A', range(4))
    lane.run(comfy.url)
    await lane.until('two are posted', () => comfy.running !== null && comfy.pending.length === 1)
    await comfy.die()
    comfy.hold = false
    await comfy.start()
    await lane.drained()
    expectEachOnce(range(4))
    expect(lane.of('comfyui-down')).toHaveLength(1)
  })

  test('each time on the same picture: that item fails, the others are made', async () => {
    comfy.hold = true
    lane.give('A', range(3))
    lane.run(comfy.url)
    let deaths = 0
    while (lane.of('drained').length === 0) {
      await lane.until('something runs or all is done', () => comfy.running !== null || lane.of('drained').length > 0)
      if (comfy.running === null) break
      if (comfy.running.extra_data?.extra_pnginfo?.burst?.item !== 0) {
        comfy.finish()
        continue
      }
      deaths += 1
      const queued = lane.of('queued').length
      await lane.until(
        'its answer has arrived',
        () => comfy.calls.filter(call => call.startsWith('GET /history/')).length > queued,
      )
      await comfy.die()
      await lane.until('down', () => lane.of('comfyui-down').length === deaths)
      await comfy.start()
    }
    await lane.drained()
    expect(lane.of('failed').map(line => [line.item, line.code])).toEqual([[0, 'comfyui-restarted']])
    expect(sorted(lane.made())).toEqual([1, 2])
  })

  test('before it was ever up: commands are carried out meanwhile', async () => {
    await comfy.die()
    lane.give('A', range(3))
    lane.send({ command: 'revoke', items: [1] })
    lane.run(comfy.url)
    await lane.until('revoked', () => lane.of('revoked').length === 1)
    expect(lane.of('comfyui-up')).toEqual([])
    await comfy.start()
    await lane.drained()
    expectEachOnce([0, 2])
    expect(lane.of('comfyui-down')).toEqual([])
  })
})

describe('the disk is full', () => {
  // Only Linux can lift a running process's file size limit, which stands in for a disk that fills up and is cleared.
  test.skipIf(process.platform !== 'linux')(
    'the journal waits and then goes on: nothing is lost, nothing is made twice',
    async () => {
      lane.give('A', range(12))
      const env = { ...process.env, COMFYUI_URL: comfy.url, COMFYUI_OUTPUT: lane.output }
      const limited = 'ulimit -S -f 1; exec "$0" "$@"'
      const child = spawn('bash', ['-c', limited, PYTHON, WORKER, 'run', '--dir', lane.dir], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      lane.process = child
      child.stderr.on('data', chunk => (lane.stderr += String(chunk)))
      await lane.until('the journal is stuck', () => lane.stderr.includes('journal cannot be written'))
      expect(lane.of('drained')).toEqual([])
      execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
      await lane.drained()
      expectEachOnce(range(12))
    },
  )
})
