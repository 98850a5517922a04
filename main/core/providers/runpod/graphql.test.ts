import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Money } from '../../../../common/money.ts'
import { openCredentials } from '../credentials.ts'
import type { CreateSpec, Provider } from '../provider.ts'
import { clientOf, SIMULATORS } from '../testing/clouds/all.ts'
import { createFastClock, type FastClock } from '../testing/clouds/fast-clock.ts'
import type { CloudSimulator } from '../testing/clouds/simulator.ts'
import { createSpec, freshName } from '../testing/create-spec.ts'
import { createRunpodProvider } from './provider.ts'

const signal = () => AbortSignal.timeout(10_000)
const dollars = (amount: number): Money => ({
  micros: amount * 1e6,
  currency: 'USD',
  taxIncluded: false,
  simulated: false,
})

let clock: FastClock
let simulator: CloudSimulator
let provider: Provider
beforeEach(async () => {
  clock = createFastClock(500)
  simulator = await SIMULATORS.runpod({ clock, times: { invisible: 0 } })
  provider = clientOf(simulator, clock)
})
afterEach(async () => {
  clock.stop()
  await simulator.server.stop()
})

function spec(more: Partial<CreateSpec> = {}): CreateSpec {
  const now = clock.now()
  return createSpec({ offerId: simulator.offerId, endByMs: now + 3_600_000, lastEndMs: now + 86_400_000, ...more })
}

async function spotOffer() {
  const listed = await provider.listOffers(signal())
  const found = listed.kind === 'answer' ? listed.value.find(({ spot }) => spot) : undefined
  if (!found) throw new Error(JSON.stringify(listed))
  return found
}

describe('what may be taken away again at RunPod', () => {
  it('is offered at the least that has to be bid, and rented for what is bid', async () => {
    const offer = await spotOffer()
    expect(offer).toMatchObject({
      id: 'bid/secure/any/NVIDIA H100 PCIe',
      spot: true,
      stock: 'yes',
      trust: 'datacenter',
    })
    expect(offer.bid).toEqual(dollars(1.25))
    const name = freshName()
    const made = await provider.create(spec({ offerId: offer.id, name, bidPerHour: dollars(1.25) }), signal())
    expect(made).toMatchObject({ kind: 'created' })
    const listed = await provider.list(signal())
    expect(listed).toMatchObject({ value: [{ name, pricePerHour: dollars(1.25) }] })
    // And RunPod itself is told when it must be gone.
    expect(simulator.machines.running()[0]?.details['terminateAfter']).toMatch(/^2\d{3}-/)
  })

  it("is not bid for in other money, and says in RunPod's words why not", async () => {
    const { id: offerId } = await spotOffer()
    const euros = { ...dollars(1.25), currency: 'EUR' }
    expect(await provider.create(spec({ offerId, bidPerHour: euros }), signal())).toMatchObject({ reason: 'invalid' })
    simulator.setStock(false)
    expect(await provider.create(spec({ offerId, bidPerHour: dollars(2) }), signal())).toMatchObject({
      kind: 'rejected',
      reason: 'no-stock',
      message: expect.stringContaining('no longer any instances'),
    })
    simulator.setStock(true)
    // Whatever else it says with errors, nobody knows whether a pod was made: it is looked for.
    expect(await provider.create(spec({ offerId, bidPerHour: dollars(0.1) }), signal())).toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('too low'),
    })
    expect(simulator.machines.running()).toEqual([])
  })

  it('is left out where the older API is gone, and everything else is offered', async () => {
    simulator.server.failNext(/graphql/, '500-before')
    simulator.server.failNext(/graphql/, '500-before')
    simulator.server.failNext(/graphql/, '500-before')
    const listed = await provider.listOffers(signal())
    expect(listed.kind === 'answer' && listed.value.map(({ spot }) => spot)).toEqual([false, false])
  })

  it('a lost answer of a bid is unknown, and the pod is found by its name', async () => {
    const { id: offerId } = await spotOffer()
    const name = freshName()
    simulator.server.failNext(/graphql/, 'cut-after')
    expect(await provider.create(spec({ offerId, name, bidPerHour: dollars(2) }), signal())).toMatchObject({
      kind: 'unknown',
    })
    expect(await provider.list(signal())).toMatchObject({ value: [{ name }] })
  })
})

it('an end that RunPod itself keeps is asked for on demand too, where the user wants that', async () => {
  const credentials = openCredentials({
    env: simulator.env,
    secrets: async () => ({ store: { get: async () => null } }),
    entered: '/nowhere/entered.json',
  })
  const wanting = createRunpodProvider({ env: simulator.env, clock, credentials, runpodTerminateAfter: () => true })
  expect(await wanting.create(spec(), signal())).toMatchObject({ kind: 'created' })
  expect(await provider.create(spec(), signal())).toMatchObject({ kind: 'created' })
  expect(simulator.machines.running().map(({ details }) => typeof details['terminateAfter'])).toEqual([
    'string',
    'undefined',
  ])
})
