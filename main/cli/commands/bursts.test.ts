import { describe, expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'
import { running, sampleBurst } from '../testing/samples.ts'
import { streamsOf } from '../testing/streams.ts'

describe('list and show', () => {
  const calls = { 'bursts.list': () => [sampleBurst()], 'bursts.show': () => sampleBurst() }

  test('print JSON as it is', async () => {
    expect(JSON.parse((await runWith(['list', '--json'], { calls })).out)).toEqual([sampleBurst()])
    expect(JSON.parse((await runWith(['--json', 'show', 'b1'], { calls })).out)).toEqual(sampleBurst())
  })

  test('print a table and a page for people', async () => {
    expect((await runWith(['list'], { calls })).out).toMatch(/^ID .*\nb1 +completed +20\/20 +€0.20 \(practice money\)/)
    const { out } = await runWith(['show', 'b1'], { calls })
    expect(out).toContain('20 of 20 home, 4.0 MB')
    expect(out).toContain('57.0 % of what is billed')
  })

  test('say that an ended burst may still be billing until its instance is seen gone', async () => {
    const lanes = sampleBurst().lanes.map(lane => ({ ...lane, confirmedGone: false }))
    const { out } = await runWith(['show', 'b1'], { calls: { 'bursts.show': () => sampleBurst({ lanes }) } })
    expect(out).toContain('may still be billing')
  })
})

describe('wishes', () => {
  test.each([
    ['resume', 'completed', 0],
    ['resume', 'incomplete', 3],
    ['finish', 'finished', 0],
    ['cancel', 'cancelled', 0],
    ['pause', 'completed', 0],
  ] as const)('%s that leads to %s gives %i', async (wish, state, code) => {
    const last = sampleBurst({ state })
    const ran = await runWith([wish, 'b', '--json'], {
      calls: { [`bursts.${wish}`]: () => running(5) },
      subscribe: streamsOf({ bursts: [running(5), last] }),
    })
    expect(ran).toMatchObject({ code, calls: [[`bursts.${wish}`, { id: 'b' }]] })
    expect(JSON.parse(ran.out)).toEqual(last)
  })

  test('pause waits until the burst is at rest', async () => {
    const ran = await runWith(['pause', 'b1', '--json'], {
      calls: { 'bursts.pause': () => running(5) },
      subscribe: streamsOf({ bursts: [running(5, { state: 'pausing' }), running(7, { state: 'paused' })] }),
    })
    expect(JSON.parse(ran.out)).toMatchObject({ state: 'paused', images: { collected: 7 } })
  })
})
