import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pngBytes } from './testing/png.ts'
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

const filesOf = (item: number): string[] =>
  lane
    .of('made')
    .filter(line => line.item === item)
    .map(line => join(lane.output, line.file.path))

describe('making', () => {
  test('makes every item once, in share order, and says drained', async () => {
    lane.give('A', [5, 3, 1001])
    lane.run(comfy.url)
    await lane.drained()
    expect(lane.made()).toEqual([5, 3, 1001])
    expect(comfy.rendered.map(prefix => prefix.replace(/-[0-9a-f]{8}$/, '-HEX'))).toEqual([
      'burst/job-1/0/000005-a1-HEX',
      'burst/job-1/0/000003-a1-HEX',
      'burst/job-1/1/001001-a1-HEX',
    ])
    expect(
      lane
        .journal()
        .map(line => line.type)
        .slice(0, 3),
    ).toEqual(['worker-started', 'took', 'comfyui-up'])
    expect(lane.of('made')[0]?.gpu).toEqual([1000, 2000])
  })

  test('binds the item into the graph and names itself as client', async () => {
    lane.give('A', [7])
    lane.run(comfy.url)
    await lane.drained()
    const posted = comfy.posts[0]
    expect(posted?.prompt['6']?.inputs['text']).toBe('fox 7')
    expect(posted?.prompt['7']?.inputs['text']).toBe('blur')
    expect(posted?.prompt['3']?.inputs['seed']).toBe(7)
    expect(posted?.prompt_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(posted?.client_id).toMatch(/^burst-/)
    expect(posted?.extra_data).toEqual({
      extra_pnginfo: { burst: { job: 'job-1', item: 7, id: 'p7' } },
      preview_method: 'none',
    })
    expect(lane.of('queued').map(line => line.promptId)).toEqual([posted?.prompt_id])
  })

  test('begins with an item when its models are there and are the right ones, not before', async () => {
    const sha256 = 'ab'.repeat(32)
    const name = join(lane.models, 'loras', 'ink.safetensors')
    mkdirSync(dirname(name), { recursive: true })
    mkdirSync(join(lane.models, '.by-hash'))
    writeFileSync(name, 'another content of that name')
    lane.give('s0', [0])
    lane.give('s1', [1, 2], { needs: [{ path: 'loras/ink.safetensors', sha256 }] })
    lane.run(comfy.url)
    await lane.until('the one that needs none is made', () => lane.made().length === 1)
    await delay(500)
    expect(lane.of('queued').map(({ item }) => item)).toEqual([0])
    writeFileSync(join(lane.models, '.by-hash', sha256), 'ink')
    rmSync(name)
    linkSync(join(lane.models, '.by-hash', sha256), name)
    await lane.drained()
    expect(lane.made()).toEqual([0, 1, 2])
  })

  test('makes no more than may wait to be fetched, and goes on when that is released', async () => {
    // The stand-in's pictures are all of one size: two of them fit, a third does not.
    lane.env['BURST_OUTPUT_LIMIT_BYTES'] = String(2 * pngBytes('0'.repeat(36)).length + 10)
    lane.give('s1', range(5))
    lane.run(comfy.url)
    await lane.until('two are made', () => lane.made().length >= 2)
    await delay(500)
    expect(lane.made().length).toBeLessThanOrEqual(3)
    for (let made = lane.made().length; made < 5; made = lane.made().length) {
      lane.send({ command: 'acknowledge', items: lane.made() })
      await lane.until('another is made', () => lane.made().length > made)
    }
    await lane.drained()
  })

  test('journals the attempt before it is posted', async () => {
    const journaled: boolean[] = []
    comfy.onPost = posted => {
      journaled.push(lane.raw().includes(posted.prompt_id))
      return 'accept'
    }
    lane.give('A', range(6))
    lane.run(comfy.url)
    await lane.drained()
    expect(journaled).toEqual(Array.from({ length: 6 }, () => true))
  })

  test('keeps one waiting behind the running one until nothing is left to post', async () => {
    comfy.hold = true
    lane.give('A', range(12))
    lane.run(comfy.url)
    for (let finished = 0; finished < 12; finished += 1) {
      const left = 12 - finished
      await lane.until(
        'the next is queued while one runs',
        () => comfy.running !== null && comfy.pending.length >= Math.min(1, left - 1),
      )
      comfy.finish()
    }
    await lane.drained()
    expect(comfy.rendered).toHaveLength(12)
  })

  test('deletes the history of what it journaled', async () => {
    lane.give('A', range(8))
    lane.run(comfy.url)
    await lane.drained()
    await lane.until('history is empty', () => comfy.history.size === 0)
    expect(new Set(lane.made()).size).toBe(8)
  })

  test('writes the status of the job', async () => {
    lane.give('A', range(3))
    lane.run(comfy.url)
    const path = join(lane.dir, 'job_status.json')
    const status = (): Record<string, unknown> => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {})
    await lane.until('completed', () => status()['status'] === 'completed')
    expect(status()).toMatchObject({
      version: '1.0',
      job_id: 'job-1',
      total: 3,
      completed: 3,
      failed: 0,
      pending: 0,
      current: null,
    })
  })
})

describe('attempts', () => {
  test.each([
    ['gone', 'picture-missing'],
    ['corrupt', 'picture-corrupt'],
    ['empty', 'picture-corrupt'],
    ['interrupted', 'interrupted'],
    [{ exceptionType: 'torch.OutOfMemoryError', message: 'x' }, 'out-of-memory'],
    [{ exceptionType: 'RuntimeError', message: 'x' }, 'execution-error'],
  ] as const)(
    'ends an attempt with %o as %s, makes it again under a new prefix, and gives up after three',
    async (script, code) => {
      comfy.onRender = posted => (posted.extra_data?.extra_pnginfo?.burst?.item === 1 ? script : 'success')
      lane.give('A', [0, 1, 2])
      lane.run(comfy.url)
      await lane.drained()
      expect(lane.of('attempt-failed').map(line => [line.item, line.attempt, line.code])).toEqual(
        [1, 2, 3].map(n => [1, n, code]),
      )
      expect(lane.of('failed').map(line => [line.item, line.attempts, line.code])).toEqual([[1, 3, code]])
      expect(lane.made().toSorted((a, b) => a - b)).toEqual([0, 2])
      const prefixes = comfy.posts.map(posted => posted.prompt['9']?.inputs['filename_prefix'])
      expect(new Set(prefixes).size).toBe(5)
      expect(new Set(comfy.posts.map(posted => posted.prompt_id)).size).toBe(5)
    },
  )

  test('halves a bound batch after out of memory', async () => {
    const batches: unknown[] = []
    comfy.onRender = posted => {
      batches.push(posted.prompt['5']?.inputs['batch_size'])
      return batches.length === 1 ? { exceptionType: 'torch.cuda.OutOfMemoryError', message: 'x' } : 'success'
    }
    const graph = {
      '5': { class_type: 'EmptyLatentImage', inputs: { batch_size: 4 } },
      '9': { class_type: 'SaveImage', inputs: { filename_prefix: '' } },
    }
    lane.give('A', [0], { graph, bind: { prefix: ['9', 'filename_prefix'], batch: ['5', 'batch_size'] } })
    lane.run(comfy.url)
    await lane.drained()
    expect(batches).toEqual([4, 2])
  })

  test('takes accepted with node errors out of the queue and fails it at once', async () => {
    comfy.hold = true
    const errors = { '4': { errors: [{ type: 'value_smaller_than_min', details: 'width' }], class_type: 'EmptyImage' } }
    comfy.onPost = (posted, nth) =>
      nth === 2 ? { status: 200, body: { prompt_id: posted.prompt_id, node_errors: errors }, keep: true } : 'accept'
    lane.give('A', [0, 1])
    lane.run(comfy.url)
    await lane.until('rejected', () => lane.of('failed').length === 1 && comfy.pending.length === 0)
    comfy.finish()
    await lane.drained()
    expect(lane.of('failed')[0]).toMatchObject({ item: 1, attempts: 1, code: 'rejected' })
    expect(lane.made()).toEqual([0])
  })

  test('looks a 500 up: found in the queue it is not posted again', async () => {
    comfy.onPost = (_, nth) => (nth === 1 ? { status: 500, body: null, keep: true } : 'accept')
    lane.give('A', [0, 1])
    lane.run(comfy.url)
    await lane.drained()
    expect(comfy.rendered).toHaveLength(2)
    expect(lane.of('attempt-failed')).toEqual([])
  })

  test('a 500 that left nothing is a failed attempt', async () => {
    comfy.onPost = (_, nth) => (nth === 1 ? { status: 500, body: null } : 'accept')
    lane.give('A', [0])
    lane.run(comfy.url)
    await lane.drained()
    expect(lane.of('attempt-failed').map(line => line.code)).toEqual(['server-error'])
    expect(lane.made()).toEqual([0])
  })
})

describe('commands', () => {
  test('acknowledging deletes the file, then says released; again is harmless, and so is a file already gone', async () => {
    lane.give('A', [0, 1])
    lane.run(comfy.url)
    await lane.drained()
    rmSync(String(filesOf(1)[0]))
    lane.send({ command: 'acknowledge', items: [0, 1, 99] }, { command: 'acknowledge', items: [0] })
    await lane.until('released', () => lane.of('released').length === 2)
    lane.send({ command: 'revoke', items: [] })
    await lane.until('the inbox is read', () => lane.of('revoked').length === 1)
    expect(lane.of('released').map(line => line.item)).toEqual([0, 1])
    expect(existsSync(String(filesOf(0)[0]))).toBe(false)
  })

  test('remakes as a new attempt, once for the same attempt however often it is asked', async () => {
    lane.give('A', [0])
    lane.run(comfy.url)
    await lane.drained()
    lane.send({ command: 'remake', item: 0, code: 'hash-mismatch', attempt: 1 })
    await lane.drained(2)
    lane.send({ command: 'remake', item: 0, code: 'hash-mismatch', attempt: 1 }, { command: 'revoke', items: [] })
    await lane.until('the inbox is read', () => lane.of('revoked').length === 1)
    expect(lane.of('made').map(line => line.attempt)).toEqual([1, 2])
    expect(lane.of('attempt-failed').map(line => line.code)).toEqual(['hash-mismatch'])
    expect(filesOf(0).map(path => existsSync(path))).toEqual([false, true])
  })

  test('gives up an item that is remade after its third attempt', async () => {
    lane.give('A', [0])
    lane.run(comfy.url)
    for (const times of [1, 2, 3]) {
      await lane.drained(times)
      lane.send({ command: 'remake', item: 0, code: 'hash-mismatch' })
    }
    await lane.until('failed', () => lane.of('failed').length === 1)
    expect(lane.of('failed')[0]).toMatchObject({ item: 0, attempts: 3, code: 'hash-mismatch' })
  })

  test('a restarted worker repeats neither a remake nor an old acknowledge', async () => {
    lane.give('A', [0])
    lane.run(comfy.url)
    await lane.drained()
    lane.send({ command: 'acknowledge', items: [0] })
    await lane.until('released', () => lane.of('released').length === 1)
    lane.send({ command: 'remake', item: 0, code: 'lost-at-home' })
    await lane.drained(2)
    await lane.until('the inbox is followed', () =>
      lane
        .raw()
        .trimEnd()
        .split('\n')
        .some(text => text.includes('"followed"')),
    )
    await lane.kill()
    lane.run(comfy.url)
    lane.send({ command: 'revoke', items: [] })
    await lane.until('the inbox is read', () => lane.of('revoked').length === 1)
    expect(lane.of('made').map(line => line.attempt)).toEqual([1, 2])
    expect(lane.of('released')).toHaveLength(1)
    expect(existsSync(String(filesOf(0)[1]))).toBe(true)
  })

  test('revokes what is not begun, keeps what is posted, and makes it when a later share gives it back', async () => {
    comfy.hold = true
    lane.give('A', range(10))
    lane.run(comfy.url)
    await lane.until('some are posted', () => comfy.running !== null && comfy.pending.length > 0)
    lane.send({ command: 'revoke', items: null })
    await lane.until('revoked', () => lane.of('revoked').length === 1)
    const revoked = lane.of('revoked')[0]?.items ?? []
    const begun = lane.of('queued').map(line => line.item)
    expect([...begun, ...revoked].toSorted((a, b) => a - b)).toEqual(range(10))
    lane.send({ command: 'revoke', items: revoked.slice(0, 2) })
    await lane.until('answered again', () => lane.of('revoked').length === 2)
    expect(lane.of('revoked')[1]?.items).toEqual(revoked.slice(0, 2))
    lane.give('B', revoked.slice(0, 1))
    comfy.hold = false
    comfy.finish()
    await lane.drained()
    expect(lane.made().toSorted((a, b) => a - b)).toEqual([...begun, ...revoked.slice(0, 1)].toSorted((a, b) => a - b))
  })

  test('stop takes back what is pending, lets the running one end, and a later share goes on', async () => {
    comfy.hold = true
    lane.give('A', range(6))
    lane.run(comfy.url)
    await lane.until('one runs, one waits', () => comfy.running !== null && comfy.pending.length > 0)
    lane.send({ command: 'stop' }, { command: 'stop' })
    await lane.until('the queue holds the running one alone', () => comfy.pending.length === 0)
    expect(comfy.running).not.toBeNull()
    comfy.finish()
    await lane.until('stopped', () => lane.of('stopped').length === 1)
    expect(lane.made()).toEqual([0])
    expect(comfy.calls.some(call => call.includes('interrupt'))).toBe(false)
    lane.send({ command: 'revoke', items: [1] })
    await lane.until('what was taken back can be revoked', () =>
      lane.of('revoked').some(line => line.items.includes(1)),
    )
    comfy.hold = false
    lane.give('B', [6])
    await lane.drained()
    expect(lane.made().toSorted((a, b) => a - b)).toEqual([0, 2, 3, 4, 5, 6])
    expect(new Set(comfy.rendered).size).toBe(comfy.rendered.length)
  })

  test('ignores a share taken before, refuses a broken one, and survives nonsense in the inbox', async () => {
    appendFileSync(join(lane.dir, 'inbox.jsonl'), 'nonsense\n[]\n{"command":"acknowledge","items":7}\n')
    writeFileSync(join(lane.dir, 'share-X.jsonl'), '{"share":"X","job":"job-1","graphs":{},"bind":{}}\n{"item":0')
    lane.send({ command: 'take', share: 'X', file: 'share-X.jsonl' })
    lane.give('A', [0])
    lane.send({ command: 'take', share: 'A', file: 'share-A.jsonl' })
    lane.run(comfy.url)
    await lane.drained()
    expect(lane.of('took').map(line => [line.share, line.count])).toEqual([['A', 1]])
    expect(lane.raw()).toContain('"type":"refused"')
  })
})

describe('processes', () => {
  test('a second worker on the same lane refuses to run', async () => {
    lane.run(comfy.url)
    await lane.until('started', () => lane.of('worker-started').length === 1)
    const second = spawn(PYTHON, [WORKER, 'run', '--dir', lane.dir], { stdio: 'ignore' })
    const [code] = await once(second, 'exit')
    expect(code).toBe(75)
    expect(lane.of('worker-started')).toHaveLength(1)
  })

  test('dies with its stdin when told to', async () => {
    const child = lane.run(comfy.url, true)
    await lane.until('started', () => lane.of('worker-started').length === 1)
    const exited = once(child, 'exit')
    child.stdin?.end()
    expect((await exited)[0]).toBe(0)
  })

  test('attach streams the journal from an offset, byte for byte, and appends whole lines to the inbox', async () => {
    lane.give('A', range(3))
    lane.run(comfy.url)
    await lane.drained()
    const from = lane.raw().indexOf('\n') + 1
    appendFileSync(join(lane.dir, 'inbox.jsonl'), '{"torn')
    const child = spawn(PYTHON, [WORKER, 'attach', '--dir', lane.dir, '--from', String(from)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let seen = ''
    child.stdout.on('data', chunk => (seen += String(chunk)))
    child.stdin.write('{"command":"acknowledge","items":[0,1]}\n{"command":"acknow')
    await lane.until('released', () => lane.of('released').length === 2)
    await lane.until('streamed', () => seen.split('"released"').length === 3)
    const exited = once(child, 'exit')
    child.stdin.end()
    await exited
    expect(lane.raw().slice(from).startsWith(seen)).toBe(true)
    expect(readFileSync(join(lane.dir, 'inbox.jsonl'), 'utf8').endsWith('"items":[0,1]}\n')).toBe(true)
  })

  test('attach makes the lane folder, and ends when nobody reads it', async () => {
    const dir = join(lane.root, 'new', 'lane')
    const child = spawn(PYTHON, [WORKER, 'attach', '--dir', dir, '--from', '0'], { stdio: ['pipe', 'pipe', 'inherit'] })
    await lane.until(
      'files exist',
      () => existsSync(join(dir, 'inbox.jsonl')) && existsSync(join(dir, 'journal.jsonl')),
    )
    const exited = once(child, 'exit')
    child.stdout.destroy()
    if (process.platform === 'win32') child.stdin.end()
    await exited
    expect(readFileSync(join(dir, 'journal.jsonl'), 'utf8')).toBe('')
  })

  test('tells its version', async () => {
    const child = spawn(PYTHON, [WORKER, 'version'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', chunk => (text += String(chunk)))
    await once(child, 'close')
    expect(text.trim()).toMatch(/^\d+\.\d+\.\d+$/)
  })
})
