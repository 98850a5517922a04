import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../bursts/testing/virtual-clock.ts'
import { clearProvider } from '../watchdog/clear-provider.ts'
import { identityOf, nextName } from '../watchdog/testing/identities.ts'
import { confirmGone } from './confirm-gone.ts'
import { createFakeProvider } from './testing/fake-provider.ts'
import type { Provider } from './provider.ts'

const US = identityOf('0123abcd')
const RUNS = { numRuns: 1000, seed: 20_261_126 }

/** Delete that says yes and lingers up to ten minutes, orders that are lost, and lists that lie. */
const misbehaviour = fc.record({
  lingerMs: fc.integer({ min: 0, max: 600_000 }),
  remnantMs: fc.integer({ min: 0, max: 60_000 }),
  staleLists: fc.nat(3),
  lostTerminates: fc.nat(2),
  listTrouble: fc.nat(2),
  getTrouble: fc.nat(2),
  repeats: fc.boolean(),
  /** So many lists lack a page: nothing but the oldest is in them. */
  shortLists: fc.nat(3),
})

function cloudWith({
  repeats,
  shortLists,
  listTrouble,
  ...faults
}: typeof misbehaviour extends fc.Arbitrary<infer M> ? M : never) {
  const clock = createVirtualClock()
  const fake = createFakeProvider(clock)
  Object.assign(fake.faults, faults)
  fake.faults.listTrouble.left = listTrouble
  let short = shortLists
  const provider: Provider = {
    ...fake.provider,
    list: async signal => {
      const listed = await fake.provider.list(signal)
      if (listed.kind !== 'answer') return listed
      if (short > 0) {
        short -= 1
        return { ...listed, value: listed.value.slice(0, 1) }
      }
      return repeats ? { ...listed, value: [...listed.value, ...listed.value] } : listed
    },
  }
  const old = { createdAt: clock.now() - 3_600_000 }
  return { clock, fake, provider, old }
}

test('gone is said of nothing that is there, however long a delete lingers and whatever lists show', async () => {
  await fc.assert(
    fc.asyncProperty(misbehaviour, async faults => {
      const { clock, fake, provider, old } = cloudWith({ ...faults, lostTerminates: 0 })
      const id = fake.add(nextName(US), old)
      await provider.terminate(id, new AbortController().signal)
      const ended = clock.now()
      await confirmGone(provider, { instanceId: id, ...old }, new AbortController().signal)
      expect(clock.now() - ended).toBeGreaterThanOrEqual(faults.lingerMs)
      clock.stop()
    }),
    RUNS,
  )
})

test('kill-all ends what is ours, all of it, and nothing else, whatever lists show', async () => {
  await fc.assert(
    fc.asyncProperty(misbehaviour, fc.nat(3), async (faults, count) => {
      const { clock, fake, provider, old } = cloudWith(faults)
      const foreign = fake.add('somebody-elses', old)
      const ours = Array.from({ length: count }, () => fake.add(nextName(US), old))
      const is = ({ name }: { readonly name: string }) => US.whoseIs(name).whose === 'ours'
      const { answer, terminated } = await clearProvider(provider, { is, ids: [] }, new AbortController().signal)
      expect([answer.ok, terminated.toSorted(), fake.running()]).toEqual([true, ours.toSorted(), [foreign]])
      clock.stop()
    }),
    RUNS,
  )
})
