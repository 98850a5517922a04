import { describe, expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'

describe('config', () => {
  const setting = { key: 'max-cost', value: 5, default: 0, about: 'most a burst may cost' }
  const calls = { 'settings.get': () => setting, 'settings.set': () => setting, 'settings.list': () => [setting] }

  test('get prints the value alone, list everything', async () => {
    expect((await runWith(['config', 'get', 'max-cost'], { calls })).out).toBe('5\n')
    expect((await runWith(['config'], { calls })).out).toContain('most a burst may cost')
  })

  test.each([
    ['max-cost', '5', 5],
    ['max-cost', 'much', 'much'],
    ['checkpoint', '5', '5'],
    ['unknown', '5', '5'],
  ])('set %s %s sends %j', async (key, text, value) => {
    expect((await runWith(['config', 'set', key, text], { calls })).calls).toEqual([['settings.set', { key, value }]])
  })
})
