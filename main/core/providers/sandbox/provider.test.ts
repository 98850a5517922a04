import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SANDBOX_FAULT_NAMES } from './fault-names.ts'
import { sandboxAt } from './files.ts'
import { signal, TestCloud } from './testing/test-cloud.ts'

let cloud: TestCloud

describe('a machine of the practice cloud', () => {
  beforeAll(() => {
    cloud = new TestCloud()
  })
  afterEach(async () => {
    await cloud.provider.controls.reset(signal())
  })
  afterAll(async () => {
    await cloud.end()
  })

  it('is offered for practice money only', async () => {
    const answer = await cloud.provider.listOffers(signal())
    const offers = answer.kind === 'answer' ? answer.value : []
    expect(offers.find(({ id }) => id === 'h100-gra')).toMatchObject({
      provider: 'sandbox',
      gpu: 'H100 80GB',
      pricePerHour: { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: true },
      stock: 'yes',
      spot: false,
    })
    expect(offers.every(({ pricePerHour }) => pricePerHour.simulated)).toBe(true)
    expect(offers.some(({ spot }) => spot)).toBe(true)
    expect(cloud.provider.facts.simulated).toBe(true)
    expect(await cloud.provider.verifyCredentials(signal())).toMatchObject({ kind: 'ok' })
  })

  it('boots, is billed from ACTIVE on, and is gone after its end', async () => {
    const { clock } = cloud.provider.facts
    const id = await cloud.create()
    const young = await cloud.see(id)
    expect(young?.endBy).toBeGreaterThan(clock.now())
    const shown = await cloud.reachable(id)
    expect(shown).toMatchObject({ state: 'running', billing: 'full', ssh: { host: '127.0.0.1', user: 'burst' } })
    expect(shown.billedFrom).toBe(shown.createdAt + 90_000)
    const before = clock.now()
    expect(await cloud.provider.terminate(id, signal())).toEqual({ kind: 'accepted' })
    const after = clock.now()
    const charged = await cloud.provider.cost(id, signal())
    const charge = charged.kind === 'answer' ? charged.value : null
    const billedFrom = shown.billedFrom ?? 0
    expect(charge?.billedSeconds).toBeGreaterThanOrEqual(Math.max(60, Math.floor((before - billedFrom) / 1000)))
    expect(charge?.billedSeconds).toBeLessThanOrEqual(Math.max(60, Math.ceil((after - billedFrom) / 1000)))
    expect(charge?.cost).toMatchObject({ simulated: true, currency: 'EUR' })
    await cloud.until('not found', async () => (await cloud.see(id)) === null)
    expect(await cloud.listed()).toEqual([])
    expect(await cloud.provider.terminate(id, signal())).toEqual({ kind: 'not-found' })
    expect(await cloud.provider.cost(id, signal())).toEqual(charged)
    await cloud.until('its disk is wiped', () => !existsSync(path.join(sandboxAt(cloud.folder).instances, id)))
  })

  it('ends by itself at the instant it was born with, to the second', async () => {
    const { controls, facts } = cloud.provider
    const now = facts.clock.now()
    await controls.speed(1, signal())
    const id = await cloud.create({ endByMs: now + 600_000 })
    const createdAt = (await cloud.see(id))?.createdAt ?? 0
    await controls.speed(1000, signal())
    await cloud.until('gone', async () => (await cloud.see(id)) === null)
    const billedSeconds = Math.ceil((now + 600_000 - createdAt - 90_000) / 1000)
    const micros = Math.ceil((billedSeconds * 3_360_000) / 3600)
    expect(await cloud.provider.cost(id, signal())).toMatchObject({ value: { billedSeconds, cost: { micros } } })
  })

  it('lives longer when its end is moved, and costs nothing when it never was ACTIVE', async () => {
    const { clock } = cloud.provider.facts
    const id = await cloud.create({ endByMs: clock.now() + 3_600_000 })
    const endBy = clock.now() + 7_200_000
    expect(await cloud.provider.setEndBy?.(id, endBy, signal())).toEqual({ kind: 'answer', value: null })
    expect((await cloud.see(id))?.endBy).toBe(endBy)
    await cloud.provider.controls.fault({ name: 'never-boots' }, signal())
    const stuck = await cloud.create()
    await cloud.provider.terminate(stuck, signal())
    expect(await cloud.provider.cost(stuck, signal())).toMatchObject({ value: { billedSeconds: 0 } })
  })

  it('is refused when the request makes no sense', async () => {
    const { provider } = cloud
    const rejected = { kind: 'rejected', reason: 'invalid' }
    expect(await provider.create(cloud.spec({ offerId: 'dream' }), signal())).toMatchObject(rejected)
    expect(await provider.create(cloud.spec({ endByMs: 1 }), signal())).toMatchObject(rejected)
    expect(await provider.create(cloud.spec({ name: '../x' }), signal())).toMatchObject(rejected)
    const models = [{ folder: 'checkpoints', name: '../../x' }]
    expect(await provider.create(cloud.spec({ models }), signal())).toMatchObject(rejected)
    expect(await cloud.listed()).toEqual([])
  })

  it('runs out of stock', async () => {
    const offerId = 'l4-waw'
    await cloud.create({ offerId })
    await cloud.create({ offerId })
    const third = await cloud.provider.create(cloud.spec({ offerId }), signal())
    expect(third).toMatchObject({ kind: 'rejected', reason: 'no-stock' })
  })
})

describe('the daemon of the practice cloud', () => {
  afterEach(async () => {
    await cloud.end()
  })

  it('killed and started again, reports its machines as preempted and stops their bill where it was last seen', async () => {
    cloud = new TestCloud()
    const id = await cloud.create()
    const { billedFrom } = await cloud.reachable(id)
    await cloud.kill()
    const killedAt = cloud.provider.facts.clock.now()
    expect(await cloud.see(id)).toMatchObject({ state: 'preempted', billing: 'none' })
    const charged = await cloud.provider.cost(id, signal())
    const billedSeconds = charged.kind === 'answer' ? charged.value.billedSeconds : -1
    expect(billedSeconds).toBeLessThanOrEqual(Math.max(60, Math.ceil((killedAt - (billedFrom ?? 0)) / 1000)))
    expect(billedSeconds).toBeGreaterThanOrEqual(60)
    expect(await cloud.listed()).toHaveLength(1)
    await cloud.provider.terminate(id, signal())
    await cloud.until('gone', async () => (await cloud.listed()).length === 0)
  })

  it('is one, however many clients start it at once', async () => {
    cloud = new TestCloud()
    const clients = Array.from({ length: 4 }, () => cloud.client())
    const answers = await Promise.all(clients.map(async client => await client.list(signal())))
    expect(answers.map(({ kind }) => kind)).toEqual(['answer', 'answer', 'answer', 'answer'])
    await cloud.until('one daemon', () => cloud.running().length === 1)
    expect(cloud.daemons.filter(({ exitCode }) => exitCode !== null && exitCode !== 0)).toEqual([])
  })

  it('answers nobody without its token, which only its owner can read', async () => {
    cloud = new TestCloud()
    await cloud.listed()
    const files = sandboxAt(cloud.folder)
    expect(statSync(files.token).mode & 0o777).toBe(0o600)
    expect(await statusOf(files.socket, {})).toBe(401)
    expect(await statusOf(files.socket, { authorization: `Bearer ${'0'.repeat(64)}` })).toBe(401)
    expect(await statusOf(files.socket, { authorization: `Bearer ${readFileSync(files.token, 'utf8')}` })).toBe(200)
    writeFileSync(files.token, 'wrong')
    expect(await cloud.provider.list(signal())).toMatchObject({ kind: 'trouble', trouble: { reason: 'auth' } })
    expect(await cloud.provider.create(cloud.spec(), signal())).toMatchObject({ kind: 'rejected', reason: 'auth' })
  })

  it('leaves when it is told to, when nobody needs it, and when its folder is thrown away', async () => {
    cloud = new TestCloud({ idleMs: 200 })
    await cloud.provider.controls.shutdown(signal())
    expect(cloud.daemons).toHaveLength(0)
    const id = await cloud.create()
    await cloud.provider.controls.shutdown(signal())
    await cloud.until('left when told', () => cloud.running().length === 0)
    expect(await cloud.see(id)).toMatchObject({ state: 'preempted' })
    await cloud.until('left when idle', () => cloud.running().length === 0)
    await cloud.create()
    const [daemon] = cloud.running()
    if (!daemon) throw new Error('no daemon')
    const exited = once(daemon, 'exit')
    rmSync(cloud.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
    await exited
  })

  it('leaves although somebody holds on to a connection without asking', async () => {
    cloud = new TestCloud()
    await cloud.listed()
    const silent = connect(sandboxAt(cloud.folder).socket)
    await once(silent, 'connect')
    const closed = once(silent, 'close')
    await cloud.provider.controls.shutdown(signal())
    await closed
    await cloud.until('left', () => cloud.running().length === 0)
    expect(cloud.daemons.map(({ exitCode }) => exitCode)).toEqual([0])
  })

  it('changes the speed of the clock for those who already sleep, and keeps it', async () => {
    cloud = new TestCloud({ speed: 10 })
    const { clock } = cloud.provider.facts
    const before = clock.now()
    const slept = clock.sleep(3_600_000)
    await cloud.listed()
    expect((await cloud.client(null).controls.speed(100_000, signal())).speed).toBe(100_000)
    await slept
    expect(clock.now()).toBeGreaterThanOrEqual(before + 3_600_000)
    await cloud.kill()
    expect((await cloud.provider.controls.status(signal())).speed).toBe(100_000)
    expect((await cloud.client(500).controls.status(signal())).speed).toBe(500)
    const stop = new AbortController()
    const reason = new Error('enough')
    const waiting = clock.sleep(1e9, stop.signal)
    stop.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  it('forgets machines, faults and counts on a reset, and keeps the last count', async () => {
    cloud = new TestCloud()
    const { controls } = cloud.provider
    await cloud.create()
    const files = sandboxAt(cloud.folder)
    writeFileSync(files.made, '{"seed":1}\n{"seed":2}\n')
    const armed = await controls.fault({ name: 'no-stock', count: 3 }, signal())
    expect(armed).toMatchObject({ faults: [{ name: 'no-stock', left: 3 }], made: 2, instances: [{}], speed: 1000 })
    expect(await controls.reset(signal())).toMatchObject({ faults: [], made: 0, instances: [] })
    expect(readFileSync(files.madeBefore, 'utf8')).toContain('"seed":2')
    await cloud.create()
  })

  it('refuses a fault that it does not know, naming those it knows', async () => {
    cloud = new TestCloud()
    const asked = cloud.provider.controls.fault({ name: 'gremlins' }, signal())
    await expect(asked).rejects.toMatchObject({ exit: 'usage', problems: [{ code: 'unknown-fault' }] })
    await expect(asked).rejects.toThrow(SANDBOX_FAULT_NAMES.join(', '))
    await expect(cloud.provider.controls.speed(0, signal())).rejects.toMatchObject({ problems: [{ code: 'invalid' }] })
  })

  it('says which file is broken when its clock is', () => {
    cloud = new TestCloud()
    writeFileSync(sandboxAt(cloud.folder).clock, '{}')
    expect(() => cloud.provider.facts.clock.now()).toThrow(sandboxAt(cloud.folder).clock)
  })

  it('says so when it cannot be started', async () => {
    cloud = new TestCloud()
    const stop = new AbortController()
    const reason = new Error('gave up')
    rmSync(cloud.folder, { recursive: true })
    writeFileSync(cloud.folder, 'not a folder')
    expect(await cloud.provider.list(stop.signal)).toMatchObject({ kind: 'trouble' })
    stop.abort(reason)
    await expect(cloud.provider.list(stop.signal)).rejects.toBe(reason)
  })
})

async function statusOf(socketPath: string, headers: Record<string, string>): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    request({ socketPath, path: '/v1/instances', headers, agent: false }, response => {
      response.resume()
      resolve(response.statusCode)
    })
      .once('error', reject)
      .end()
  })
}
