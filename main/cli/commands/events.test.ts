import { describe, expect, test } from 'vitest'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import { runWith } from '../testing/fake-host.ts'
import { euros, sampleBurst } from '../testing/samples.ts'
import { streamsOf } from '../testing/streams.ts'

const event = (seq: number): RecordedEvent => ({
  seq,
  burstId: 'b1',
  at: 0,
  clock: 60_000,
  event: {
    type: 'lane.intended',
    lane: 0,
    attempt: 'a',
    name: 'burst-x',
    offer: 0,
    pricePerHour: { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: true },
    endBy: 3_600_000,
  },
})

describe('events', () => {
  test('are published with decimal money and ISO instants', async () => {
    const ran = await runWith(['events', '--json'], { calls: { 'events.page': () => [event(1)] } })
    expect(JSON.parse(ran.out)).toEqual([
      {
        seq: 1,
        burstId: 'b1',
        at: '1970-01-01T00:00:00.000Z',
        clock: '1970-01-01T00:01:00.000Z',
        event: {
          type: 'lane.intended',
          lane: 0,
          attempt: 'a',
          name: 'burst-x',
          offer: 0,
          pricePerHour: euros(3.36),
          endBy: '1970-01-01T01:00:00.000Z',
        },
      },
    ])
  })

  test('are read page by page', async () => {
    const pages = [Array.from({ length: 1000 }, (_, at) => event(at + 6)), [event(1006)]]
    const ran = await runWith(['events', '--since', '5', '--json'], {
      calls: { 'events.page': () => pages.shift() ?? [] },
    })
    expect(JSON.parse(ran.out)).toHaveLength(1001)
    expect(ran.calls.map(([, input]) => input)).toMatchObject([{ since: 5 }, { since: 1005 }])
  })

  test('are followed one JSON object a line, of the burst whose id begins so', async () => {
    const left = new AbortController()
    const ran = await runWith(['events', 'b', '--follow', '--json'], {
      calls: { 'bursts.show': () => sampleBurst() },
      subscribe: streamsOf({ events: [event(1), event(2)], said: index => index === 1 && left.abort() }),
      host: { interrupts: { first: left.signal, second: new AbortController().signal } },
    })
    expect(ran.code).toBe(130)
    expect(
      ran.out
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).seq),
    ).toEqual([1, 2])
  })

  test('end quietly when nobody reads them any more', async () => {
    const gone = new AbortController()
    const ran = await runWith(['events', '--follow'], {
      subscribe: streamsOf({ events: [event(1)], said: () => gone.abort() }),
      terminal: { outClosed: gone.signal },
    })
    expect(ran).toMatchObject({ code: 0, err: '' })
  })
})
