import { createHmac, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import { createFakeProvider } from '../providers/testing/fake-provider.ts'
import { clearProvider } from './clear-provider.ts'
import { listInstances } from './instances.ts'
import { instanceNames, type Identity } from './names.ts'
import { watchTools } from './testing/watch-tools.ts'
import { createWatchdog } from './watchdog.ts'

/** Whoever waits is there at once: nobody else does anything meanwhile. */
function jumpingClock(): Clock {
  let now = Date.UTC(2026, 0, 1)
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      now += ms
    },
  }
}

const identityOf = (install: string, key: string): Identity =>
  instanceNames({ install, random: randomBytes, mac: text => createHmac('sha256', key).update(text).digest() })

const US = identityOf('0a1b2c3d', 'our key')
const THEM = identityOf('99887766', 'their key')
const attempt = fc.stringMatching(/^[0-9a-f]{16}$/)

/** Our own name with one bit of its MAC flipped: as hexadecimal digits, so that it is still well-formed. */
const flipped = fc.tuple(attempt, fc.integer({ min: 0, max: 39 })).map(([id, bit]) => {
  const name = US.instanceName(id)
  const mac = Buffer.from(name.slice(-10), 'hex')
  mac[bit >> 3] = (mac[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return name.slice(0, -10) + mac.toString('hex')
})

const foreignName = fc.oneof(
  flipped,
  attempt.map(id => THEM.instanceName(id)),
  // Their key, our installation.
  attempt.map(id => THEM.instanceName(id).replace(THEM.install, US.install)),
  fc.constantFrom('my-server', 'burst', 'burst-', 'BURST-0A1B2C3D-0000000000000000-0000000000', ''),
  attempt.map(id => `${US.instanceName(id)} `),
  attempt.map(id => US.instanceName(id).toUpperCase()),
  fc.string({ maxLength: 70 }),
)

it('machines of others are listed as such and never touched, in 10,000 random accounts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(foreignName, { minLength: 1, maxLength: 4 }),
      fc.array(attempt, { maxLength: 2 }),
      async (foreign, ours) => {
        const clock = jumpingClock()
        const cloud = createFakeProvider(clock, { id: 'vast', simulated: false })
        const theirs = foreign.map(name => cloud.add(name))
        const own = [...new Set(ours)].map(id => cloud.add(US.instanceName(id)))
        const { instances } = await listInstances({
          providers: [cloud.provider],
          identity: US,
          burstOfAttempt: () => 'b1',
          endByOfAttempt: () => null,
          all: true,
          withLeftovers: true,
          wallNow: () => clock.now(),
          signal: new AbortController().signal,
        })
        const whoseIs = new Map(instances.map(({ id, whose }) => [id, whose]))
        for (const id of theirs) expect(['foreign', 'other-install']).toContain(whoseIs.get(id))
        for (const id of own) expect(whoseIs.get(id)).toBe('ours')
        const is = ({ name }: { name: string }) => US.whoseIs(name).whose === 'ours'
        const cleared = await clearProvider(cloud.provider, { is, ids: [] }, new AbortController().signal)
        expect(cleared.answer.ok).toBe(true)
        expect(cloud.running()).toEqual(theirs)
        for (const id of theirs) expect(cloud.calls).not.toContain(`terminate ${id}`)
      },
    ),
    { numRuns: 10_000 },
  )
})

it('nor does the watchdog, whatever the ledger says of an attempt', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(foreignName, { minLength: 1, maxLength: 6 }), async foreign => {
      const clock = jumpingClock()
      const cloud = createFakeProvider(clock, { id: 'vast', simulated: false })
      const theirs = foreign.map(name => cloud.add(name))
      const watchdog = createWatchdog({
        ...watchTools(clock),
        providers: () => [cloud.provider],
        identity: US,
        stateOfAttempt: () => 'closed',
      })
      await watchdog.look(new AbortController().signal)
      expect(cloud.running()).toEqual(theirs)
    }),
    { numRuns: 200 },
  )
})
