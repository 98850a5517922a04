import { CLOUD_IDS } from './credentials.ts'
import { clientOf, SIMULATORS } from './testing/clouds/all.ts'
import { createFastClock } from './testing/clouds/fast-clock.ts'
import { describeContract } from './testing/contract.ts'
import { createSpec, freshName } from './testing/create-spec.ts'
import { expect, it } from 'vitest'

for (const cloud of CLOUD_IDS)
  describeContract(cloud, async () => {
    const clock = createFastClock(200)
    const simulator = await SIMULATORS[cloud]({ clock })
    const provider = clientOf(simulator, clock)
    return {
      provider,
      stranger: clientOf(simulator, clock, simulator.wrong),
      offerId: () => simulator.offerId,
      running: async () => simulator.machines.running().map(({ id }) => id),
      loseNextCreate: async () => {
        simulator.server.failNext(MAKING[cloud], 'cut-after')
      },
      loseNextVolume: () => simulator.server.failNext(/^POST .*\/(network-volumes|filesystems|volume)$/, 'cut-after'),
      sellOut: async () => {
        simulator.setStock(false)
        return () => simulator.setStock(true)
      },
      addForeign: name => simulator.addForeign(name),
      end: async () => {
        clock.stop()
        await simulator.server.stop()
      },
    }
  })

/** The call of a create that makes. */
const MAKING = {
  ovh: /^POST .*\/instance$/,
  runpod: /^POST .*\/pods$/,
  lambda: /^POST .*\/launch$/,
  vast: /^PUT .*\/asks\//,
} as const

it.each(CLOUD_IDS)('%s gives every name back as it was given', async cloud => {
  const clock = createFastClock(5000)
  const simulator = await SIMULATORS[cloud]({ clock, times: { invisible: 0 } })
  const provider = clientOf(simulator, clock)
  const given = Array.from({ length: 12 }, freshName)
  for (const name of given) {
    const result = await provider.create(
      createSpec({ offerId: simulator.offerId, name, endByMs: clock.now() + 3_600_000 }),
      AbortSignal.timeout(10_000),
    )
    expect(result).toMatchObject({ kind: 'created' })
  }
  const listed = await provider.list(AbortSignal.timeout(10_000))
  expect(listed.kind === 'answer' && listed.value.map(({ name }) => name)).toEqual(given)
  clock.stop()
  await simulator.server.stop()
})
