import { describe, expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'
import { running, sampleBurst } from '../testing/samples.ts'
import { streamsOf } from '../testing/streams.ts'

describe('engine', () => {
  test('--until-idle ends when every burst is at rest', async () => {
    const ran = await runWith(['engine', '--until-idle'], {
      owned: true,
      calls: { 'bursts.list': () => [sampleBurst()] },
      subscribe: streamsOf({ bursts: [running(3), running(9), sampleBurst()] }),
    })
    expect(ran).toMatchObject({ code: 0, did: [expect.stringContaining(' drive'), 'close'] })
  })

  test('says what it leaves to the next engine', async () => {
    const stopped = AbortSignal.abort(new Error('stop'))
    const ran = await runWith(['engine'], {
      owned: true,
      calls: { 'bursts.list': () => [running(3)] },
      host: { interrupts: { first: stopped, second: new AbortController().signal } },
    })
    expect(ran).toMatchObject({ code: 0, did: [expect.stringContaining(' drive'), 'close'] })
    expect(ran.err).toContain('the next engine takes them up: b1')
  })

  test('ends when another program asks it to', async () => {
    const ran = await runWith(['engine'], { owned: true, stopped: AbortSignal.abort(new Error('asked')) })
    expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('asked this engine to stop') })
  })

  test('of a home that has one is refused', async () => {
    expect(await runWith(['engine'])).toMatchObject({ code: 1, err: expect.stringContaining('runs already') })
  })
})
