import { describe, expect, test } from 'vitest'
import type { ListedModel } from '../../../common/models/model.ts'
import type { ScanResult } from '../../../common/models/scan.ts'
import { runWith } from '../testing/fake-host.ts'
import { streamsOf } from '../testing/streams.ts'

const model: ListedModel = {
  file: '/m/loras/ink.safetensors',
  name: 'loras/ink.safetensors',
  bytes: 228_000_000,
  sha256: 'ab'.repeat(32),
  kind: 'lora',
  base: 'sdxl',
  format: 'safetensors',
  sources: [],
  instances: [],
}
const pickle: ListedModel = { ...model, name: '4x.pth', kind: 'unknown', base: null, format: 'pickle' }
const scan = { folder: '/m', file: '/m/loras/ink.safetensors', files: 2, filesDone: 1, bytes: 100, bytesDone: 40 }
const fault = { code: 'model-broken', message: '/m/cut.safetensors is no whole safetensors file.', remedy: 'Again.' }
const result: ScanResult = { folder: '/m', found: 2, hashed: 1, gone: 1, faults: [fault] }
const nothing = { models: null, folders: ['/m'], scan: null, results: [] }

const calls = { 'models.list': () => [model, pickle], 'models.scan': () => ({ folders: ['/m'] }) }

describe('models', () => {
  test('are listed with what they are', async () => {
    const { out } = await runWith(['models'], { calls })
    expect(out).toMatch(/^loras\/ink\.safetensors +lora +sdxl +228 MB +ababababab +safetensors$/m)
    expect(out).toMatch(/^4x\.pth +unknown .*pickle: may run code$/m)
    expect(JSON.parse((await runWith(['models', 'list', '--json'], { calls })).out)).toEqual([model, pickle])
  })

  test('none: says how they are found', async () => {
    const { out } = await runWith(['models'], { calls: { 'models.list': () => [] } })
    expect(out).toContain('burst models scan')
  })

  test('a scan is followed to its end, and tells what is not usable', async () => {
    const subscribe = streamsOf({
      models: [
        { ...nothing, scan },
        { ...nothing, results: [result] },
      ],
    })
    const shown: string[] = []
    const bar = () => ({ show: (_: number, __: number, text: string) => void shown.push(text), stop: () => undefined })
    const ran = await runWith(['models', 'scan', 'sub'], { calls, subscribe, terminal: { bar } })
    expect(ran).toMatchObject({ code: 0, out: '/m: 2 models, 1 read, 1 gone, 1 not usable\n' })
    expect(ran.err).toContain('cut.safetensors is no whole safetensors file')
    expect(ran.calls[0]).toEqual(['models.scan', { dir: '/work/sub' }])
    expect(shown).toEqual(['40 B of 100 B · ink.safetensors'])
  })

  test('is asked for again where another engine took over, which knows nothing of it', async () => {
    const subscribe = streamsOf({ models: [nothing, { ...nothing, results: [result] }] })
    const ran = await runWith(['models', 'scan', '--json'], { calls, subscribe })
    expect(JSON.parse(ran.out)).toEqual({ results: [result], models: 2 })
    expect(ran.calls.map(([name]) => name)).toEqual(['models.scan', 'models.scan', 'models.list'])
  })
})
