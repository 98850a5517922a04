import { expect, test } from 'vitest'
import { BurstError } from '../../common/errors.ts'
import { runWith } from './testing/fake-host.ts'

test('a command that only looks ends at the first Ctrl-C, whatever it waits for', async () => {
  const interrupt = new AbortController()
  const problem = { code: 'interrupted', message: 'Interrupted.', remedy: '' }
  const ran = await runWith(['list', '--json'], {
    calls: {
      'bursts.list': async () => {
        interrupt.abort(new BurstError('cancelled', [problem]))
        return await new Promise<never>(() => undefined)
      },
    },
    host: { interrupts: { first: interrupt.signal, second: new AbortController().signal } },
  })
  expect(ran.code).toBe(130)
  expect(JSON.parse(ran.out)).toEqual({ error: problem })
})
