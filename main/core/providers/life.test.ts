import { describe, expect, it } from 'vitest'
import { CLOUD_IDS, type CloudId } from './credentials.ts'
import { clientOf, SIMULATORS } from './testing/clouds/all.ts'
import { burstWith, type BurstLife } from './testing/clouds/burst-with.ts'
import { createFastClock } from './testing/clouds/fast-clock.ts'
import { SIM_FAULTS, type SimFault } from './testing/clouds/server.ts'

const SPEED = 1000
/** Lives that are lived at the same time: mostly they wait. */
const AT_ONCE = 12

type Lived = BurstLife & {
  readonly left: number
  readonly most: number
  readonly calls: number
  readonly beside: readonly string[]
  readonly struck: string
}

/** One burst at a cloud of its own, whose call of that number goes wrong. */
async function live(cloud: CloudId, call = 0, fault: SimFault | null = null): Promise<Lived> {
  const clock = createFastClock(SPEED)
  const simulator = await SIMULATORS[cloud]({ clock })
  try {
    if (fault) simulator.server.fail(call, fault)
    const lived = await burstWith(simulator, clientOf(simulator, clock), clock)
    return {
      ...lived,
      left: simulator.machines.running().length,
      most: simulator.machines.most(),
      calls: simulator.server.calls(),
      beside: simulator.beside(),
      struck: simulator.server.log[call - 1] ?? '',
    }
  } finally {
    clock.stop()
    await simulator.server.stop()
  }
}

/** What was recorded of creates that did not succeed. */
function messagesOf({ events }: BurstLife): string[] {
  return events.flatMap(({ event }) =>
    event.type === 'lane.rejected' || event.type === 'lane.unknown' ? [event.message] : [],
  )
}

/** The simulators' recorded refusals, or what Burst says of an answer that is none. */
const WORDS: Readonly<Record<SimFault, RegExp>> = {
  'cut-before': /cannot be reached: .*(socket|other side closed|ECONNRESET)/i,
  'cut-after': /cannot be reached: .*(socket|other side closed|ECONNRESET)/i,
  '429': /429: .*(too many requests|rate limit|too frequent)/i,
  '500-before': /500: .*(internal server error|read back the pod|internal error|something went wrong)/i,
  '500-after': /500: .*(internal server error|read back the pod|internal error|something went wrong)/i,
  'broken-json': /answered something else than expected/,
  '401': /401: .*(log ?in first|bearer token|api key|user key)/i,
}

async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const waiting = [...all.entries()]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1])
    }),
  )
  return results
}

describe.each(CLOUD_IDS)('a burst at %s', cloud => {
  it('makes its pictures, ends its machine and leaves nothing behind', async () => {
    const lived = await live(cloud)
    expect(lived.burst).toMatchObject({ state: 'completed', images: { collected: 3 } })
    expect(lived).toMatchObject({ left: 0, most: 1, beside: [] })
    expect(lived.burst.lanes).toMatchObject([{ provider: cloud, confirmedGone: true }])
  })

  it.each(SIM_FAULTS)('comes out whole when any one of its calls meets %s: no orphan, no double', async fault => {
    const { calls } = await live(cloud)
    const numbers = Array.from({ length: calls }, (_, index) => index + 1)
    const lives = await inTurns(numbers, async call => ({ call, lived: await live(cloud, call, fault) }))
    for (const { call, lived } of lives) {
      const where = `${fault} at call ${call} (${lived.struck})`
      expect(lived.left, where).toBe(0)
      expect(lived.most, where).toBeLessThanOrEqual(1)
      expect(lived.burst.state, where).toBe('completed')
      expect(lived.burst.images.collected, where).toBe(3)
      for (const message of messagesOf(lived)) expect(message, where).toMatch(WORDS[fault])
    }
  })
})
