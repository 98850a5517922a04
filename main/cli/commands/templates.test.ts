import { describe, expect, test } from 'vitest'
import type { ExpandResult } from '../../../common/contract.ts'
import { runWith, type Prepared } from '../testing/fake-host.ts'

const warning = { code: 'not-made', message: 'enable_hr is not made yet.', remedy: 'Leave it away.' }
const expanded: ExpandResult = {
  template: 'lighthouses',
  combinations: '36893488147419103232',
  count: 1,
  warnings: [warning],
  prompts: [
    {
      id: 'p0000',
      prompt: 'a lighthouse',
      negativePrompt: 'fog',
      seed: 42,
      variations: { Sky: 'dawn' },
      parameters: {},
      filename: 'lighthouses_0000.png',
    },
  ],
}
const calls: Prepared['calls'] = {
  'templates.expand': () => expanded,
  'settings.get': () => ({ key: 'checkpoint', value: 'xl.safetensors', default: '', about: '' }),
}

describe('expand', () => {
  test('prints the prompts, and warnings on stderr', async () => {
    const ran = await runWith(['expand', 'lighthouses', '-n', '1', '--library', 'mine', '--json'], { calls })
    expect(JSON.parse(ran.out)).toEqual(expanded)
    expect(ran.err).toBe('warning: enable_hr is not made yet.\n  Leave it away.\n')
    expect(ran.calls).toEqual([
      ['templates.expand', { template: 'lighthouses', library: '/work/mine', options: { count: 1 } }],
    ])
    expect((await runWith(['expand', 'lighthouses'], { calls })).out).toBe(
      'lighthouses: 1 of 36893488147419103232 combinations\n\n' +
        'lighthouses_0000.png  seed 42\n  a lighthouse\n  not: fog\n',
    )
  })

  test('--job writes the manifest with the checkpoint and the library that are set', async () => {
    const written: unknown[] = []
    const files = {
      isFile: () => false,
      readText: () => null,
      writeJob: async (...args: unknown[]) => void written.push(args),
    }
    await runWith(['expand', 'lighthouses', '--library', '/lib', '--job', 'out.json'], { calls, host: { files } })
    expect(written).toEqual([
      [
        { template: 'lighthouses', library: '/lib', options: {} },
        { file: '/work/out.json', libraries: ['/lib'], checkpoint: 'xl.safetensors' },
      ],
    ])
  })
})

test('templates lists valid and broken ones', async () => {
  const entries = [
    { path: '/a.prompt.yaml', name: 'a', valid: true, combinations: 24, count: 24 },
    { path: '/b.prompt.yaml', name: 'b', valid: false, combinations: null, count: null, error: warning },
  ]
  const ran = await runWith(['templates', 'lib'], { calls: { 'templates.list': () => entries } })
  expect(ran.calls).toEqual([['templates.list', { dir: '/work/lib' }]])
  expect(ran.out).toMatch(/^a +yes +24 +24 +\/a.prompt.yaml$/m)
  expect(ran.out).toMatch(/^b +no .*enable_hr is not made yet/m)
})
