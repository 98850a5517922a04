import { expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'

const key = {
  attempt: 'a1',
  burstId: 'b1',
  provider: 'sandbox',
  instanceId: 'sb-1',
  login: 'SHA256:login',
  host: 'SHA256:host',
}

test('keys are listed by their fingerprints', async () => {
  const { out } = await runWith(['keys'], { calls: { 'keys.list': () => [key] } })
  expect(out).toMatch(/^b1 +sb-1 +SHA256:login +SHA256:host$/m)
  expect((await runWith(['keys'], { calls: { 'keys.list': () => [] } })).out).toContain('none is rented')
})

test('a rotation tells of each instance, and fails where one kept its old key', async () => {
  const done = { ...key, rotated: true, reason: null }
  const calls = { 'keys.rotate': () => [done] }
  expect(await runWith(['keys', 'rotate'], { calls })).toMatchObject({ code: 0 })
  const kept = { ...key, rotated: false, reason: 'its instance does not run' }
  const ran = await runWith(['keys', 'rotate'], { calls: { 'keys.rotate': () => [done, kept] } })
  expect(ran.code).toBe(5)
  expect(ran.out).toContain('no: its instance does not run')
})
