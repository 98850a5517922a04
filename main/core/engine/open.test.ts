import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Handlers } from '../../../common/contract.ts'
import { homeAt, type Home } from '../home.ts'
import { openEngine, type Face } from './open.ts'
import { toyApp } from './testing/toy-app.ts'

const TOY_ENGINE = fileURLToPath(new URL('testing/toy-engine.ts', import.meta.url))

describe('a way into the engine of a home', () => {
  let home: Home
  let faces: Face[]
  let others: ChildProcess[]

  beforeEach(() => {
    home = homeAt(mkdtempSync(path.join(tmpdir(), 'burst-open-')))
    faces = []
    others = []
  })
  afterEach(async () => {
    await Promise.all(faces.map(async face => await face.close()))
    await Promise.all(others.map(async child => await killed(child)))
    rmSync(home.root, { recursive: true, force: true })
  })

  async function open(mode: 'drive' | 'look' = 'drive', more: Partial<Handlers> = {}, onStart?: () => void) {
    const face = await openEngine({ home, mode, env: {}, build: toyApp(more, onStart) })
    faces.push(face)
    return face
  }

  /** A face in another process; it opens when it is told to. */
  async function other(mode: 'drive' | 'look' = 'drive') {
    const child = spawn(process.execPath, [TOY_ENGINE, home.root, mode], { stdio: ['pipe', 'pipe', 'inherit'] })
    others.push(child)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    expect(await lines.next()).toMatchObject({ value: 'ready' })
    const ask = async () => {
      child.stdin.write('\n')
      return String((await lines.next()).value)
    }
    return { child, ask }
  }

  it('makes the first the engine and the second its client', async () => {
    const first = await open()
    const second = await open()
    expect([first.owned, second.owned]).toEqual([true, false])
    expect(await second.api.call('engine.info', undefined)).toMatchObject({ pid: process.pid })
  })

  it('drives only when somebody wants it, and then once', async () => {
    let starts = 0
    await open('look', {}, () => (starts += 1))
    await open('look')
    expect(starts).toBe(0)
    await open('drive')
    await open('drive')
    expect(starts).toBe(1)
  })

  it('goes on behind the last event when the engine is killed, none lost and none twice', async () => {
    const engine = await other()
    expect(await engine.ask()).toBe('owned')
    const face = await open()
    expect(face.owned).toBe(false)
    const seen: number[] = []
    const enough = new AbortController()
    await face.api.subscribe(
      'events',
      { since: 0 },
      ({ seq }) => {
        seen.push(seq)
        if (seq === 20) engine.child.kill('SIGKILL')
        if (seq === 60) enough.abort()
      },
      enough.signal,
    )
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1))
    expect(face.owned).toBe(true)
  })

  it('hands over in good order when the engine leaves', async () => {
    const engine = await open()
    const face = await open()
    const seen: number[] = []
    const enough = new AbortController()
    let left: Promise<void> | undefined
    await face.api.subscribe(
      'events',
      {},
      ({ seq }) => {
        seen.push(seq)
        if (seq === 10) left = engine.close()
        if (seq === 30) enough.abort()
      },
      enough.signal,
    )
    await left
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index + 1))
    expect(face.owned).toBe(true)
  })

  it('repeats what may be repeated, and says of the rest that it may have happened', async () => {
    const engine = await other()
    expect(await engine.ask()).toBe('owned')
    const answer = new Error('asked here')
    const face = await open('drive', {
      'bursts.cancel': async () => {
        throw answer
      },
    })
    const cancelled = face.api.call('bursts.cancel', { id: 'b' })
    const set = face.api.call('settings.set', { key: 'checkpoint', value: 'x' })
    const settled = Promise.allSettled([cancelled, set])
    // Both are asked when a call behind them is answered.
    await face.api.call('engine.info', undefined)
    await killed(engine.child)
    expect(await settled).toMatchObject([
      { reason: { problems: [{ code: 'internal', message: 'asked here' }] } },
      { reason: { problems: [{ code: 'engine-lost' }] } },
    ])
  })

  it('lets exactly one of many take over from a dead engine', async () => {
    const engine = await other()
    expect(await engine.ask()).toBe('owned')
    const rivals = await Promise.all([other(), other(), other(), other('look'), other('look')])
    await killed(engine.child)
    const outcomes = await Promise.all(rivals.map(async rival => await rival.ask()))
    expect(outcomes.toSorted()).toEqual(['client', 'client', 'client', 'client', 'owned'])
  })

  it('stops when it is asked to, tells its own faces, and makes room for the next', async () => {
    const engine = await open()
    const face = await open()
    const streaming = engine.api.subscribe('bursts', {}, () => undefined, new AbortController().signal)
    const told = Promise.allSettled([streaming])
    await face.api.call('engine.stop', undefined)
    expect(await told).toMatchObject([{ reason: { problems: [{ code: 'engine-stopped' }] } }])
    expect(engine.stopped.aborted).toBe(true)
    await expect(engine.api.call('engine.info', undefined)).rejects.toMatchObject({
      problems: [{ code: 'engine-stopped' }],
    })
    expect(await face.api.call('engine.info', undefined)).toMatchObject({ home: home.root })
    expect(face.owned).toBe(true)
  })

  it('tells why there is no engine where it cannot be built, and leaves the home free', async () => {
    const fault = new Error('no database')
    const build = async () => {
      throw fault
    }
    await expect(openEngine({ home, mode: 'look', env: {}, build })).rejects.toBe(fault)
    expect((await open()).owned).toBe(true)
  })

  it('names the home that cannot be used', async () => {
    const inFile = homeAt(path.join(TOY_ENGINE, 'home'))
    await expect(openEngine({ home: inFile, mode: 'look', env: {} })).rejects.toMatchObject({
      exit: 'failed',
      problems: [{ code: 'home-not-writable', remedy: expect.stringContaining('--home') }],
    })
  })
})

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
