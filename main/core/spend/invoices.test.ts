import { expect, test } from 'vitest'
import { createBurstWorld, ended, orderOf } from '../bursts/testing/burst-world.ts'
import { listCharges } from '../storage/ledger-store.ts'
import { instanceIdOf } from '../../../common/bursts/state.ts'

const BURSTS = 1000
const SEED = 20_261_126
/** Numbers from 0 to 1 that look random and are the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    yield state / 4_294_967_296
  }
}

test(`the ledger of ${BURSTS} random bursts is that of a seller who tells no cost: to the step for each, within 1 % in all`, async () => {
  const world = createBurstWorld()
  const random = numbers(SEED)
  const next = () => random.next().value ?? 0
  try {
    world.cloud.tellsCost = false
    const service = world.begin()
    for (let burst = 1; burst <= BURSTS; burst += 1) {
      world.cloud.mood.secondsPerPicture = 1 + Math.round(next() * 20)
      const items = 1 + Math.floor(next() * 6)
      const order = orderOf(items, { lanes: 1 + Math.floor(next() * 2) })
      if (next() < 0.1) world.cloud.faults.push('lost-create')
      await service.start({ ...order, out: `/out-${burst}` })
      if (next() < 0.1) await service.finish(`burst-${burst}`)
      await ended(service, `burst-${burst}`)
    }
    const names = new Map(
      service.list().flatMap(({ id }) => {
        const state = world.store.load(id)
        return (state?.lanes ?? []).map(lane => [instanceIdOf(lane), lane.name] as const)
      }),
    )
    const invoices = world.cloud.invoices()
    const charges = listCharges(world.db, { from: 0, to: Infinity })
    expect(charges.length).toBeGreaterThanOrEqual(BURSTS * 0.9)
    let [charged, invoiced] = [0, 0]
    for (const { instanceId, billedSeconds, cost } of charges) {
      const invoice = invoices.get(names.get(instanceId) ?? '')
      expect(invoice).toBeDefined()
      expect(Math.abs(billedSeconds - (invoice?.seconds ?? Infinity))).toBeLessThanOrEqual(1)
      charged += cost.micros
      invoiced += invoice?.micros ?? 0
    }
    expect(Math.abs(charged - invoiced) / invoiced).toBeLessThan(0.01)
  } finally {
    await world.end()
  }
}, 120_000)
