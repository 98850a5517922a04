import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createKeyPair } from '../remote/key-pair.ts'
import { openCredentials, type CloudId } from './credentials.ts'
import type { CreateSpec, Provider } from './provider.ts'
import { REAL_CLOUDS } from './real-clouds.ts'
import { createFastClock } from './testing/clouds/fast-clock.ts'

/** Answers as the real services were seen to give them; every call gets the next one, the last one again and again. */
type Said = { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> }
const open: (() => Promise<void>)[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(async end => await end()))))

const ENV: Readonly<Record<CloudId, { readonly url: string; readonly path: string; readonly key: string }>> = {
  ovh: { url: 'BURST_OVH_URL', path: '/1.0', key: 'OVH_CLIENT_ID' },
  runpod: { url: 'BURST_RUNPOD_URL', path: '/v2', key: 'RUNPOD_API_KEY' },
  lambda: { url: 'BURST_LAMBDA_URL', path: '/api/v1', key: 'LAMBDA_API_KEY' },
  vast: { url: 'BURST_VAST_URL', path: '/api/v0', key: 'VAST_API_KEY' },
}
const SECRET = 'canary-5f2d/ü secret'

async function answering(
  cloud: CloudId,
  ...said: Said[]
): Promise<{ provider: Provider; bodies: string[]; agents: string[] }> {
  const bodies: string[] = []
  const agents: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const part of request) body += String(part)
      bodies.push(body)
      agents.push(request.headers['user-agent'] ?? '')
      const next = (said.length > 1 ? said.shift() : said[0]) ?? { body: null }
      response.writeHead(next.status ?? 200, { 'content-type': 'application/json', ...next.headers })
      response.end(typeof next.body === 'string' ? next.body : JSON.stringify(next.body))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const clock = createFastClock(5000)
  open.push(async () => {
    clock.stop()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const { url, path, key } = ENV[cloud]
  const env = { [url]: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, [key]: SECRET }
  const credentials = openCredentials({
    env,
    secrets: async () => ({ store: { get: async () => null } }),
    entered: '/nowhere/entered.json',
  })
  return { provider: REAL_CLOUDS[cloud]({ env, clock, credentials }), bodies, agents }
}

const signal = () => AbortSignal.timeout(10_000)
const HOST = createKeyPair('host')
const specFor = (offerId: string, more: Partial<CreateSpec> = {}): CreateSpec => ({
  offerId,
  name: 'burst-0a1b2c3d-0000000000000001-9f8e7d6c5b',
  clientPublicKey: HOST.public,
  hostPrivateKey: HOST.private,
  endByMs: Date.UTC(2026, 11, 1),
  lastEndMs: Date.UTC(2026, 11, 2),
  private: false,
  models: [],
  bidPerHour: null,
  packs: [],
  image: null,
  volume: null,
  diskBytes: 55.2e9,
  mayLeave: () => null,
  ...more,
})

describe('RunPod', () => {
  const POD = 'secure/EU-RO-1/NVIDIA H100 PCIe'
  it('no stock is told by its words, as there is no code for it', async () => {
    const body = {
      title: 'Bad Request',
      status: 400,
      detail:
        'There are no longer any instances available with the requested specifications. Please refresh and try again.',
    }
    const { provider, agents, bodies } = await answering('runpod', { status: 400, body })
    const result = await provider.create(specFor(POD), signal())
    expect(result).toMatchObject({
      kind: 'rejected',
      reason: 'no-stock',
      message: expect.stringContaining('no longer any'),
    })
    expect(agents[0]).toMatch(/^burst\//)
    expect(bodies).toHaveLength(1)
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      ports: ['22/tcp'],
      disk: 56,
      cloud: 'SECURE',
      dataCenterIds: ['EU-RO-1'],
    })
  })

  it.each([
    [402, 'Insufficient balance to start a pod', 'funds'],
    [403, 'This pool is not allowed', 'auth'],
    [422, 'Request validation failed.', 'invalid'],
    [429, 'rate limit exceeded', 'rate-limited'],
  ])('%s is understood, and never sent again', async (status, detail, reason) => {
    const { provider, bodies } = await answering('runpod', { status, body: { title: 'No', status, detail } })
    expect(await provider.create(specFor(POD), signal())).toMatchObject({ kind: 'rejected', reason })
    expect(bodies).toHaveLength(1)
  })

  it('is not ready because it says RUNNING, and one that was stopped is not running because it has a price', async () => {
    const pod = {
      id: 'p',
      name: 'n',
      status: 'RUNNING',
      cost: 0.72,
      gpu: { id: 'NVIDIA L4', count: 1 },
      runtime: null,
      ssh: { direct: null },
    }
    const { provider } = await answering('runpod', { body: pod }, { body: { ...pod, status: 'EXITED' } })
    expect(await provider.get('p', signal())).toMatchObject({
      instance: { state: 'provisioning', billing: 'full', ssh: null },
    })
    expect(await provider.get('p', signal())).toMatchObject({
      instance: { state: 'stopped', billing: 'unknown', ssh: null },
    })
  })

  it('tells in words what Cloudflare refuses', async () => {
    const page = {
      status: 403,
      body: '<html><body>error code: 1010</body></html>',
      headers: { 'content-type': 'text/html' },
    }
    const { provider } = await answering('runpod', page)
    expect(await provider.list(signal())).toMatchObject({
      trouble: { reason: 'auth', message: expect.stringContaining('error code: 1010') },
    })
  })
})

describe('Lambda', () => {
  const KEYS = { body: { data: [{ id: 'k', name: 'mine', public_key: HOST.public }] } }
  const TYPE = 'gpu_1x_h100_pcie@europe-central-1'
  const refused = (status: number, code: string) => ({
    status,
    body: { error: { code, message: 'No.', suggestion: 'Wait.' } },
  })
  it.each([
    [400, 'instance-operations/launch/insufficient-capacity', 'no-stock'],
    [400, 'global/quota-exceeded', 'quota'],
    [403, 'global/account-inactive', 'funds'],
    [403, 'global/forbidden', 'auth'],
    [400, 'global/invalid-parameters', 'invalid'],
    [429, 'global/too-many', 'rate-limited'],
  ])('%s %s is %s', async (status, code, reason) => {
    const { provider } = await answering('lambda', KEYS, refused(status, code))
    const result = await provider.create(specFor(TYPE), signal())
    expect(result).toMatchObject({ kind: 'rejected', reason, message: expect.stringContaining(`No. Wait. (${code})`) })
  })

  it('uses the key of the account that is the same, whatever it is called', async () => {
    const { provider, bodies } = await answering('lambda', KEYS, { body: { data: { instance_ids: ['i1'] } } })
    expect(await provider.create(specFor(TYPE), signal())).toEqual({ kind: 'created', instanceId: 'i1' })
    expect(JSON.parse(bodies[1] ?? '')).toMatchObject({
      ssh_key_names: ['mine'],
      name: expect.stringMatching(/^burst-/),
    })
  })

  it('an order to end one that is ending is no trouble', async () => {
    const { provider } = await answering('lambda', refused(400, 'global/unknown'))
    expect(await provider.terminate('i', signal())).toEqual({ kind: 'accepted' })
  })

  it('one that is unhealthy bills and is of no use', async () => {
    const instance = {
      id: 'i',
      name: 'burst-x',
      status: 'unhealthy',
      ip: '198.51.100.7',
      region: { name: 'us-east-1' },
      instance_type: { name: 'gpu_1x_h100_pcie', price_cents_per_hour: 329, specs: {} },
    }
    const { provider } = await answering('lambda', { body: { data: instance } })
    expect(await provider.get('i', signal())).toMatchObject({
      instance: { state: 'failed', billing: 'full', ssh: null, pricePerHour: { micros: 3_290_000, currency: 'USD' } },
    })
  })
})

describe('Vast.ai', () => {
  const BID = { micros: 900_000, currency: 'USD', taxIncluded: false, simulated: false }
  it('adopts the machine that hides in a refusal of a low bid', async () => {
    const body = { success: false, error: 'bid_too_low', msg: 'Your bid is too low', new_contract: 8_765_432 }
    const { provider } = await answering('vast', { status: 400, body })
    expect(await provider.create(specFor('bid-1', { bidPerHour: BID }), signal())).toEqual({
      kind: 'created',
      instanceId: '8765432',
    })
  })

  it('is sure only of a success that says so', async () => {
    const { provider } = await answering('vast', { body: { success: false, msg: 'session expired' } })
    expect(await provider.terminate('1', signal())).toMatchObject({ kind: 'trouble' })
  })

  it('gone is a null in place of the instance', async () => {
    const { provider } = await answering('vast', { body: { instances: null } })
    expect(await provider.get('1', signal())).toEqual({ kind: 'not-found' })
  })

  it('a list that is shorter than it says is none', async () => {
    const { provider } = await answering('vast', { body: { instances: [], total_instances: 3, next_token: null } })
    expect(await provider.list(signal())).toMatchObject({ trouble: { message: expect.stringContaining('0 of 3') } })
  })

  it('asks again after plain words without a Retry-After', async () => {
    const { provider, bodies } = await answering(
      'vast',
      { status: 429, body: 'API requests too frequent: endpoint threshold=4.5' },
      { body: { instances: [], total_instances: 0, next_token: null } },
    )
    expect(await provider.list(signal())).toEqual({ kind: 'answer', value: [] })
    expect(bodies).toHaveLength(2)
  })

  it('a machine that was outbid was taken back', async () => {
    const body = {
      instances: {
        id: 1,
        label: 'x',
        actual_status: 'exited',
        intended_status: 'stopped',
        cur_state: 'stopped',
        next_state: 'stopped',
      },
    }
    const { provider } = await answering('vast', { body })
    expect(await provider.get('1', signal())).toMatchObject({ instance: { state: 'preempted' } })
  })

  it('rents so that it starts now or not at all, within the size that a start script may have', async () => {
    const { provider, bodies } = await answering('vast', { body: { success: true, new_contract: 5 } })
    await provider.create(specFor('bid-77', { bidPerHour: BID }), signal())
    const sent: unknown = JSON.parse(bodies[0] ?? '')
    expect(sent).toMatchObject({ cancel_unavail: true, runtype: 'ssh_direct', price: 0.9, env: expect.any(String) })
    expect((sent as { onstart: string }).onstart.length).toBeLessThan(4096)
  })
})

it.each([
  ['runpod', { id: 'p', name: 'n', status: 'TERMINATED' }],
  ['lambda', { data: { id: 'i', name: 'n', status: 'terminated' } }],
] as const)('%s: an id under which only the end is shown is gone', async (cloud, body) => {
  const { provider } = await answering(cloud, { body })
  expect(await provider.get('x', signal())).toEqual({ kind: 'not-found' })
})

describe('OVHcloud', () => {
  it('takes a service account, and names what is missing of credentials', async () => {
    const { provider } = await answering('ovh', { body: [] })
    expect(await provider.list(signal())).toMatchObject({
      trouble: { reason: 'auth', message: expect.stringContaining('OVH_CLOUD_PROJECT_SERVICE') },
    })
  })
})

describe.each(['runpod', 'lambda', 'vast'] as const)('%s', cloud => {
  it('shows no credential in any message, whatever a server sends back', async () => {
    const forms = [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64')]
    const echo = forms.map(form => `you sent ${form}`).join(' and ')
    const { provider } = await answering(cloud, { status: 403, body: echo })
    const listed = await provider.list(signal())
    const message = listed.kind === 'trouble' ? listed.trouble.message : ''
    expect(message).toContain('you sent …')
    for (const form of forms) expect(message).not.toContain(form.replace(/=+$/, ''))
  })

  it('lets new fields pass, and refuses a wrong one where it is', async () => {
    const wrong = { vast: { instances: 'none' }, lambda: { data: 'none' }, runpod: { pods: 'none' } }[cloud]
    const { provider } = await answering(cloud, { body: { ...wrong, brand_new: true } })
    expect(await provider.list(signal())).toMatchObject({
      trouble: {
        reason: 'bad-answer',
        message: expect.stringMatching(/something else than expected at (instances|data|pods)/),
      },
    })
  })

  it('a variable that would send credentials in the open is trouble, and nothing leaves', async () => {
    const clock = createFastClock(1000)
    const env = { [ENV[cloud].url]: 'http://example.com/', [ENV[cloud].key]: SECRET }
    const credentials = openCredentials({
      env,
      secrets: async () => ({ store: { get: async () => null } }),
      entered: '/nowhere/entered.json',
    })
    const provider = REAL_CLOUDS[cloud]({ env, clock, credentials })
    const trouble = { message: expect.stringContaining(ENV[cloud].url) }
    expect(await provider.list(signal())).toMatchObject({ kind: 'trouble', trouble })
    const offerId = { runpod: 'secure/any/x', lambda: 'a@b', vast: 'ask-1' }[cloud]
    expect(await provider.create(specFor(offerId), signal())).toMatchObject({ kind: 'rejected', ...trouble })
    clock.stop()
  })

  it('without credentials says which variable to set', async () => {
    const clock = createFastClock(1000)
    const credentials = openCredentials({
      env: {},
      secrets: async () => Promise.reject(new Error('locked')),
      entered: '/nowhere/entered.json',
    })
    const listed = await REAL_CLOUDS[cloud]({ env: {}, clock, credentials }).list(signal())
    expect(listed).toMatchObject({ trouble: { reason: 'auth', message: expect.stringContaining(ENV[cloud].key) } })
    clock.stop()
  })
})
