import { expect, test } from 'vitest'
import { BurstError } from '../../../common/errors.ts'
import { runWith } from '../testing/fake-host.ts'

const FINE = { check: 'database', ok: true, detail: 'whole' }
const FAULT = { check: 'stop latch', ok: false, detail: 'kill-all was pressed', remedy: 'Allow it again.' }

test('a fault is exit 1, with what to do', async () => {
  const fine = await runWith(['--json', 'doctor'], { calls: { 'doctor.check': () => [FINE] } })
  expect([fine.code, JSON.parse(fine.out)]).toEqual([0, [FINE]])
  const faulty = await runWith(['doctor'], { calls: { 'doctor.check': () => [FINE, FAULT] } })
  expect(faulty.code).toBe(1)
  expect(faulty.out).toMatch(/^FAULT  stop latch  kill-all was pressed\n +Allow it again\.$/m)
})

test('a home that cannot be opened is a finding too', async () => {
  const broken = new BurstError('failed', [{ code: 'database-newer', message: 'It is newer.', remedy: 'Update.' }])
  const ran = await runWith(['--json', 'doctor'], { engines: { open: async () => await Promise.reject(broken) } })
  expect(ran.code).toBe(1)
  expect(JSON.parse(ran.out)).toEqual([{ check: 'engine', ok: false, detail: 'It is newer.', remedy: 'Update.' }])
})
