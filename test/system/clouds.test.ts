import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { Api, CallOutput, InstancesResult, KillReport } from '../../common/contract.ts'
import { buildApp, type App } from '../../main/core/app.ts'
import { localApi } from '../../main/core/engine/local-api.ts'
import { homeAt } from '../../main/core/home.ts'
import { CHECKPOINT as TENSORS, put, safetensors } from '../../main/core/models/testing/model-files.ts'
import { VM_USER } from '../../main/core/providers/bootstrap/description.ts'
import { CLOUD_IDS, type CloudId } from '../../main/core/providers/credentials.ts'
import { SIMULATORS } from '../../main/core/providers/testing/clouds/all.ts'
import { createFastClock, type FastClock } from '../../main/core/providers/testing/clouds/fast-clock.ts'
import { createPower, type Power } from '../../main/core/providers/testing/clouds/power.ts'
import type { CloudSimulator } from '../../main/core/providers/testing/clouds/simulator.ts'
import { connectSsh } from '../../main/core/remote/connect.ts'
import type { Connect } from '../../main/core/remote/remote.ts'
import { canariesStayHidden } from './support/canaries.ts'
import { CHECKPOINT, jobManifest, TestHome } from './support/test-home.ts'

const PICTURES = 12

/** A cloud with machines that exist, and what ends it all. */
type Sky = {
  readonly simulator: CloudSimulator
  readonly clock: FastClock
  readonly power: Power
  end(): Promise<void>
}

async function rise(cloud: CloudId, folder: string, speed: number, machineSpeed = speed): Promise<Sky> {
  const clock = createFastClock(speed)
  // In a container there is nobody but root.
  const user = cloud === 'runpod' || cloud === 'vast' ? 'root' : VM_USER
  const power = createPower(folder, clock, user, machineSpeed)
  const times = { invisible: 500, boot: 1500, lingering: 1000 }
  const simulator = await SIMULATORS[cloud]({ clock, powerOn: power.powerOn, ...(speed === 1 ? { times } : {}) })
  return {
    simulator,
    clock,
    power,
    async end() {
      clock.stop()
      await simulator.server.stop()
      await power.stop()
    },
  }
}

describe('a whole burst through the real client, over HTTP, with SSH to a machine that exists', () => {
  let folder: string
  let apps: App[]
  let skies: Sky[]
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'burst-clouds-'))
    apps = []
    skies = []
  })
  afterEach(async () => {
    for (const app of apps) await app.stop()
    for (const sky of skies) await sky.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test.each(CLOUD_IDS)('%s', async cloud => {
    const sky = await rise(cloud, folder, 60)
    skies.push(sky)
    const { simulator, clock, power } = sky
    /** The cloud shows port 22 of an address of its own, where this computer has another port. */
    const connect: Connect = async (spec, signal) => {
      const machine = simulator.machines.running().find(one => one.ip === spec.host)
      return await connectSsh(
        machine ? { ...spec, host: '127.0.0.1', port: simulator.machines.sshPort(machine) } : spec,
        signal,
      )
    }
    const logged: string[] = []
    const app = await buildApp({
      home: homeAt(path.join(folder, 'home')),
      env: { ...simulator.env },
      log: (message, detail) => logged.push(`${message} ${JSON.stringify(detail ?? '')}`),
      connect,
      clock,
      onStop: () => undefined,
    })
    apps.push(app)
    await app.start()
    const api = localApi(app, new AbortController().signal, () => undefined)
    await api.call('settings.set', { key: 'exchange-rates', value: 'USD 0.9 2026-11-20' })
    put(folder, `library/checkpoints/${CHECKPOINT}`, safetensors(TENSORS, 1))
    await api.call('models.scan', { dir: path.join(folder, 'library') })
    await expect.poll(async () => (await api.call('models.list', undefined)).length).toBe(1)
    const file = path.join(folder, 'job.json')
    writeFileSync(file, JSON.stringify(jobManifest({ count: PICTURES })))
    const { burst } = await api.call('bursts.start', {
      source: { from: 'job', file },
      provider: cloud,
      out: path.join(folder, 'out'),
      ...(cloud === 'ovh' ? { keepsImage: 'mine' } : {}),
    })
    await app.whenIdle(AbortSignal.timeout(120_000))
    const ended = await api.call('bursts.show', { id: burst.id })
    expect(ended, `${logged.join('\n')}\n${power.said.join('\n')}`).toMatchObject({
      state: 'completed',
      provider: cloud,
      images: { requested: PICTURES, collected: PICTURES },
      lanes: [{ provider: cloud, confirmedGone: true }],
    })
    expect(ended.cost).toMatchObject({ currency: 'EUR', taxIncluded: true, simulated: false })
    expect(ended.cost.amount).toBeGreaterThan(0)
    expect(readdirSync(path.join(folder, 'out')).filter(name => name.endsWith('.png'))).toHaveLength(PICTURES)
    expect(simulator.machines.running()).toEqual([])
    expect(simulator.beside()).toEqual([])
    expect(await api.call('instances.list', { all: true })).toMatchObject({ instances: [] })
    // Real money is in the real sums.
    expect((await api.call('spend.report', {})).total).toEqual(ended.cost)
    if (cloud !== 'vast') await volumeServes(api, app, { cloud, file, offerId: simulator.offerId, said: power.said })
    if (cloud !== 'ovh') return

    const { images } = await api.call('images.list', undefined)
    expect(images).toMatchObject([{ label: 'mine', region: 'GRA11', state: 'ready', usable: true }])
    const [image] = images
    const again = { source: { from: 'job' as const, file }, provider: cloud, strategy: 'image' as const }
    const { burst: second } = await api.call('bursts.start', again)
    await app.whenIdle(AbortSignal.timeout(120_000))
    expect(await api.call('bursts.show', { id: second.id })).toMatchObject({ state: 'completed', strategy: 'image' })
    expect(await api.call('images.delete', { image: 'mine' })).toEqual({ provider: 'ovh', id: image?.id })
    expect((await api.call('images.list', undefined)).images).toEqual([])
  })
})

/** The models that a first burst brings to a volume of the cloud are there for a second one. */
async function volumeServes(
  api: Api,
  app: App,
  { cloud, file, offerId, said }: { cloud: CloudId; file: string; offerId: string; said: readonly string[] },
): Promise<void> {
  const { offers } = await api.call('offers.list', {})
  const region = offers.find(({ id: offer }) => offer === offerId)?.region ?? ''
  const { id } = await api.call('volumes.create', { provider: cloud, region, bytes: 20e9, label: 'models' })
  const ways: string[][] = []
  for (let time = 0; time < 2; time += 1) {
    const { burst } = await api.call('bursts.start', {
      source: { from: 'job', file, count: 2 },
      provider: cloud,
      strategy: 'volume',
    })
    await app.whenIdle(AbortSignal.timeout(120_000))
    expect(await api.call('bursts.show', { id: burst.id }), said.join('\n')).toMatchObject({ state: 'completed' })
    const events = await api.call('events.page', { burstId: burst.id, since: 0, limit: 1000 })
    ways.push(events.flatMap(({ event }) => (event.type === 'lane.model-placed' ? [event.how] : [])))
  }
  expect(ways).toEqual([['sent'], ['cached']])
  const { volumes } = await api.call('volumes.list', undefined)
  expect(volumes).toMatchObject([{ id, label: 'models', state: 'ready', models: [{ name: CHECKPOINT }] }])
  await api.call('volumes.delete', { volume: 'models' })
  expect((await api.call('volumes.list', undefined)).volumes).toEqual([])
}

/** Homes at the same time: most of their time they wait for what a cloud may still show. */
describe.concurrent('the command line, with a server in the place of a cloud', () => {
  type Place = {
    readonly home: TestHome
    readonly sky: Sky
    readonly job: string
    readonly json: <T>(args: readonly string[]) => Promise<T>
  }

  async function at(cloud: CloudId, machineSpeed: number, work: (place: Place) => Promise<void>): Promise<void> {
    const home = new TestHome()
    const sky = await rise(cloud, home.root, 1, machineSpeed)
    try {
      put(home.root, `library/checkpoints/${CHECKPOINT}`, safetensors(TENSORS, 1))
      await home.json(['models', 'scan', path.join(home.root, 'library')])
      const job = path.join(home.root, 'job.json')
      writeFileSync(job, JSON.stringify(jobManifest({ count: PICTURES })))
      const json = async <T>(args: readonly string[]): Promise<T> => {
        const ended = await home.start([...args, '--json'], sky.simulator.env).ended
        if (ended.code !== 0) throw new Error(`burst ${args.join(' ')} ended with ${ended.code}\n${ended.stderr}`)
        return JSON.parse(ended.stdout) as T
      }
      await work({ home, sky, job, json })
    } finally {
      // One that was left behind does not know that its cloud is taken down.
      await home.ask(async api => void (await api.call('engine.stop', undefined)))
      await home.end()
      await sky.end()
    }
  }

  test('offers, run and instances at RunPod', async () => {
    await at('runpod', 60, async ({ home, sky, job, json }) => {
      const foreign = sky.simulator.addForeign('burst-0a1b2c3d-0123456789abcdef-0000000000')
      const { offers, providers } = await json<CallOutput<'offers.list'>>(['offers', '--gpu', 'h100'])
      expect(providers.map(({ provider, ok }) => [provider, ok])).toEqual([
        ['sandbox', true],
        ['runpod', true],
      ])
      expect(offers.find(({ id }) => id === sky.simulator.offerId)).toMatchObject({
        provider: 'runpod',
        pricePerHour: { amount: 2.89, currency: 'USD', taxIncluded: false, simulated: false },
        billingStepSeconds: 1,
      })
      expect(await json(['providers', 'test', 'runpod'])).toMatchObject([
        { provider: 'runpod', configured: true, ok: true },
      ])
      const run = ['run', job, '--provider', 'auto', '--out', path.join(home.root, 'out'), '--yes']
      const burst = await json<BurstSummary>(run)
      expect(burst).toMatchObject({ state: 'completed', provider: 'runpod', images: { collected: PICTURES } })
      expect(burst.lanes).toMatchObject([{ confirmedGone: true }])
      const { instances, leftovers } = await json<InstancesResult>(['instances', '--all'])
      expect(instances.map(({ id, whose }) => [id, whose])).toEqual([[foreign, 'other-install']])
      expect(leftovers).toMatchObject([{ kind: 'volume', name: 'models', pricePerMonth: { amount: 3.5 } }])
      expect(filesWith(home.root, sky.simulator.env['RUNPOD_API_KEY'] ?? '')).toEqual([])

      // Real money is in budgets: what was spent is counted at the rate of the user, and a plan is refused with the sum.
      await json(['config', 'set', 'exchange-rates', 'USD 0.9 2026-11-20'])
      await json(['budget', 'set', '--daily', '0.001'])
      const refused = await home.start([...run, '--dry-run', '--json'], sky.simulator.env).ended
      expect(refused.code).toBe(4)
      const { error } = JSON.parse(refused.stdout) as { error: { code: string; message: string } }
      expect(error.code).toBe('over-budget')
      expect(error.message).toMatch(
        /^Today €0\.\d+ is spent or promised, .* is more than the daily budget of €0\.001\.$/,
      )
      const checked = await home.start(['budget', 'check', '--json'], sky.simulator.env).ended
      const report = JSON.parse(checked.stdout) as CallOutput<'budget.show'>
      expect([checked.code, report.state, report.alerts.length]).toEqual([4, 'reached', 1])
      expect(report.spentToday.amount).toBeCloseTo(
        burst.cost.amount * (burst.cost.currency === 'USD' ? 0.9 * 1.2 : 1),
        5,
      )
    })
  })

  test(
    'a secret is in no file, no output, no error, no argument and no environment, whatever a server sends back',
    canariesStayHidden,
  )

  test('kill-all at Vast.ai ends what is ours and nothing else', async () => {
    await at('vast', 1, async ({ home, sky, job, json }) => {
      const foreign = sky.simulator.addForeign('somebody-elses-training')
      await json(['run', job, '--provider', 'vast', '--out', path.join(home.root, 'out'), '--detach', '--yes'])
      await home.until('a machine', () => sky.simulator.machines.running().length === 2)
      const report = await json<KillReport>(['kill-all', '--confirm', '--provider', 'vast'])
      expect(report).toMatchObject({ unconfirmed: [], providers: [{ provider: 'vast', ok: true }] })
      expect(sky.simulator.machines.running().map(({ id }) => id)).toEqual([foreign])
      expect(filesWith(home.root, sky.simulator.env['VAST_API_KEY'] ?? '')).toEqual([])
    })
  })
})

/** Every file below a folder that holds a secret, in any form in which one travels. */
function filesWith(folder: string, secret: string): string[] {
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')]
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => forms.some(form => readFileSync(file).includes(form)))
}
