import { describe, expect, test } from 'vitest'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { BurstError } from '../../../common/errors.ts'
import { runWith, type Prepared } from '../testing/fake-host.ts'
import { running, sampleBurst, samplePlan } from '../testing/samples.ts'
import { streamsOf } from '../testing/streams.ts'

const ended = sampleBurst()

function engineWith(last: BurstSummary, more: Prepared = {}): Prepared {
  const started = running(0, { state: 'provisioning' })
  return {
    subscribe: streamsOf({ bursts: [started, running(5), running(6), running(19), last] }),
    ...more,
    calls: {
      'bursts.plan': () => samplePlan(),
      'bursts.start': () => ({ burst: started, warnings: [] }),
      'bursts.list': () => [last],
      ...more.calls,
    },
  }
}

describe('run', () => {
  test('shows the plan and the progress on stderr, and only the result on stdout', async () => {
    const ran = await runWith(['run', 'lighthouses', '--provider', 'sandbox', '--json'], engineWith(ended))
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.out)).toEqual(ended)
    expect(ran.err).toContain('If this computer never wakes: at most €1.93 (practice money), gone by ')
    expect(ran.err.match(/^provisioning .*waiting for the instance to boot/gm)).toHaveLength(1)
    expect(ran.err.match(/^generating .*making pictures/gm)).toHaveLength(3)
    expect(ran.did).toEqual([expect.stringContaining(' drive'), 'close'])
  })

  test('asks for what the flags say, with paths made absolute', async () => {
    const flags = [
      '--gpu',
      'h100',
      '--region',
      'GRA',
      '--spot',
      '--strategy',
      'warm',
      '--lanes',
      '2',
      '--max-cost',
      '1.5',
    ]
    const more = [
      '--out',
      'pictures',
      '-n',
      '3',
      '--seed',
      '-1',
      '--fix',
      'A=1',
      '--fix',
      'B=2',
      '--use-fixed',
      'C:3|D:4',
      '--session-name',
      'My run v1.5',
    ]
    const host = engineWith(ended, {
      host: {
        files: {
          isFile: file => file === '/work/my.prompt.yaml',
          readText: () => null,
          writeJob: async () => undefined,
        },
      },
    })
    const ran = await runWith(['run', 'my', '--cloud-provider', 'sandbox', ...flags, ...more], host)
    expect(ran.calls[0]).toEqual([
      'bursts.plan',
      {
        source: {
          from: 'template',
          template: '/work/my.prompt.yaml',
          options: { count: 3, seed: -1, fixed: ['A=1', 'B=2', 'C:3|D:4'], sessionName: 'My run v1.5' },
        },
        provider: 'sandbox',
        gpu: 'h100',
        region: 'GRA',
        spot: true,
        strategy: 'warm',
        lanes: 2,
        out: '/work/pictures',
        maxCost: 1.5,
      },
    ])
    expect(ran.calls[1]).toEqual(['bursts.start', ran.calls[0]?.[1]])
  })

  test('a written job is read by its path', async () => {
    const ran = await runWith(['run', 'job.json', '-n', '2'], engineWith(ended))
    expect(ran.calls[0]?.[1]).toEqual({ source: { from: 'job', file: '/work/job.json', count: 2 } })
  })

  test.each([
    ['completed', {}, 0],
    ['finished', {}, 0],
    ['incomplete', {}, 3],
    ['cancelled', {}, 130],
    ['killed', {}, 4],
    ['failed', {}, 1],
    ['failed', { lanes: ended.lanes.map(lane => ({ ...lane, state: 'rejected', instanceId: null })) }, 5],
  ] as const)('a burst that ended as %s %j gives %i', async (state, more, code) => {
    const ran = await runWith(['run', 'x'], engineWith({ ...ended, ...more, state }))
    expect(ran.code).toBe(code)
    expect(ran.out).toContain('/home/sessions/lighthouses')
  })

  test('--dry-run gives plan and job and rents nothing', async () => {
    const ran = await runWith(['run', 'x', '--dry-run', '--json'], engineWith(ended))
    const { plan, job } = samplePlan()
    expect(JSON.parse(ran.out)).toEqual({ plan, job })
    expect(ran.calls.map(([name]) => name)).toEqual(['bursts.plan'])
    expect(ran.did[0]).toContain(' look')
  })

  test('a refusal is told with its exit code and its place', async () => {
    const refusal = new BurstError('usage', [
      { code: 'parameter', message: 'parameters.width is 7.', remedy: 'Use 512.', file: 'a.yaml', line: 3, column: 9 },
    ])
    const calls = { 'bursts.plan': () => Promise.reject(refusal) }
    const told = await runWith(['run', 'x'], engineWith(ended, { calls }))
    expect(told).toMatchObject({
      code: 2,
      out: '',
      err: 'error: parameters.width is 7.\n  in a.yaml:3:9\n  Use 512.\n',
    })
    const document = await runWith(['run', 'x', '--json'], engineWith(ended, { calls }))
    expect(JSON.parse(document.out)).toEqual({ error: refusal.problems[0] })
  })
})

describe('real money', () => {
  const calls = { 'bursts.plan': () => samplePlan(false) }

  test('needs --yes where nobody can be asked', async () => {
    const ran = await runWith(['run', 'x'], engineWith(ended, { calls }))
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('--yes')
    expect(ran.calls.map(([name]) => name)).toEqual(['bursts.plan'])
    expect(await runWith(['run', 'x', '--yes'], engineWith(ended, { calls }))).toMatchObject({ code: 0 })
  })

  test.each([
    ['y', 0],
    ['n', 130],
    ['', 130],
  ])('is asked for on a terminal: %j gives %i', async (answer, code) => {
    const terminal = { canAsk: true, ask: async () => answer }
    expect(await runWith(['run', 'x'], engineWith(ended, { calls, terminal }))).toMatchObject({ code })
  })
})

function pressedAtFive(owned: boolean): Prepared {
  const first = new AbortController()
  const bursts = [running(5), running(5, { state: 'cancelling' }), sampleBurst({ state: 'cancelled' })]
  const subscribe = streamsOf({ bursts, said: index => index === 0 && first.abort() })
  const calls = { 'bursts.cancel': () => running(5), 'bursts.show': () => running(5) }
  const interrupts = { first: first.signal, second: new AbortController().signal }
  return engineWith(ended, { owned, subscribe, calls, host: { interrupts } })
}

describe('Ctrl-C', () => {
  test('cancels the burst while this process is the engine, and waits for the end', async () => {
    const ran = await runWith(['run', 'x'], pressedAtFive(true))
    expect(ran.code).toBe(130)
    expect(ran.calls.map(([name]) => name)).toContain('bursts.cancel')
    expect(ran.err).toContain('cancelling: waiting until the instance is seen gone')
    expect(ran.out).toContain('cancelled')
  })

  test('only leaves where another process is the engine', async () => {
    const ran = await runWith(['run', 'x'], pressedAtFive(false))
    expect(ran.code).toBe(130)
    expect(ran.calls.map(([name]) => name)).not.toContain('bursts.cancel')
    expect(ran.err).toContain('The burst goes on')
  })
})

describe('engines', () => {
  test('--detach starts one only after the plan is good, and waits until it answers', async () => {
    const answers = [false, false, true]
    const engines = { answers: async () => answers.shift() ?? true }
    const ran = await runWith(['run', 'x', '--detach', '--json'], engineWith(ended, { engines }))
    expect(ran).toMatchObject({
      code: 0,
      did: ['open', 'close', 'spawn', 'open', 'close'].map(did => expect.stringMatching(did)),
    })
    expect(answers).toEqual([])
    expect(JSON.parse(ran.out)).toMatchObject({ state: 'provisioning' })
    expect(ran.calls.map(([name]) => name)).toEqual(['bursts.plan', 'bursts.start'])
  })

  test('an owner that leaves other bursts unfinished leaves an engine behind', async () => {
    const others = [ended, running(3, { id: 'b2' }), running(3, { id: 'b3', state: 'paused' })]
    const ran = await runWith(['run', 'x'], engineWith(ended, { owned: true, calls: { 'bursts.list': () => others } }))
    expect(ran.did.slice(-2)).toEqual(['close', 'spawn'])
    expect(ran.err).toContain('A burst is unfinished: an engine goes on.')
  })
})
