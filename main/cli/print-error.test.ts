import { expect, test } from 'vitest'
import { BurstError } from '../../common/errors.ts'
import { runWith } from './testing/fake-host.ts'

const problem = (code: string) => ({
  code,
  message: `${code} is wrong.`,
  remedy: `Mend ${code}.`,
  file: 'a.yaml',
  line: 2,
})

test('errors: several problems are all told, the first is the headline', async () => {
  const failing = {
    calls: { 'bursts.list': () => Promise.reject(new BurstError('usage', [problem('one'), problem('two')])) },
  }
  const { out } = await runWith(['list', '--json'], failing)
  expect(JSON.parse(out)).toEqual({
    error: { ...problem('one'), details: { problems: [problem('one'), problem('two')] } },
  })
  expect((await runWith(['list'], failing)).err).toContain('error: two is wrong.\n  in a.yaml:2\n  Mend two.\n')
})

test('errors that nobody foresaw are told as faults, with exit 1', async () => {
  const ran = await runWith(['list', '--json'])
  expect(JSON.parse(ran.out).error).toMatchObject({ code: 'internal', message: 'bursts.list was not prepared' })
  expect(ran.code).toBe(1)
})
