import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildApp, type App } from './app.ts'
import { localApi } from './engine/local-api.ts'
import { openEngine } from './engine/open.ts'
import { homeAt, type Home } from './home.ts'

const SHORT_LIFE = fileURLToPath(new URL('testing/short-life.ts', import.meta.url))

describe('the app', () => {
  let home: Home
  let apps: App[]
  const logged: string[] = []

  beforeEach(() => {
    home = homeAt(mkdtempSync(path.join(tmpdir(), 'burst-app-')))
    apps = []
  })
  afterEach(async () => {
    await Promise.all(apps.map(async app => await app.stop()))
    rmSync(home.root, { recursive: true, force: true })
  })

  async function build() {
    const app = await buildApp({ home, env: {}, log: message => logged.push(message), onStop: () => undefined })
    apps.push(app)
    return { app, api: localApi(app, new AbortController().signal, () => undefined) }
  }

  it('starts and stops without leaving anything open, and starts no cloud that nobody uses', async () => {
    const child = spawn(process.execPath, [SHORT_LIFE, home.root], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', chunk => (said += String(chunk)))
    const [code] = await once(child, 'close')
    expect([code, said]).toEqual([0, 'stopped'])
    expect(existsSync(home.sandbox)).toBe(false)
  })

  it('keeps settings, refuses what they may not be, and knows no burst', async () => {
    const { api } = await build()
    expect(await api.call('settings.set', { key: 'max-cost', value: 2.5 })).toMatchObject({ value: 2.5, default: 0 })
    expect(await api.call('settings.get', { key: 'max-cost' })).toMatchObject({ value: 2.5 })
    await expect(api.call('settings.set', { key: 'max-cost', value: -1 })).rejects.toMatchObject({ exit: 'usage' })
    const relative = api.call('settings.set', { key: 'output-dir', value: 'pictures' })
    await expect(relative).rejects.toMatchObject({ problems: [{ code: 'setting-invalid' }] })
    await expect(api.call('settings.get', { key: 'nonsense' })).rejects.toMatchObject({ exit: 'usage' })
    expect(await api.call('bursts.list', undefined)).toEqual([])
    await expect(api.call('bursts.show', { id: 'x' })).rejects.toMatchObject({ problems: [{ code: 'unknown-burst' }] })
  })

  it('takes nobody for a provider where none is configured', async () => {
    const { api } = await build()
    const source = { from: 'template' as const, template: 'lighthouses', options: {} }
    await expect(api.call('bursts.plan', { source })).rejects.toMatchObject({
      exit: 'provider',
      problems: [{ code: 'no-provider', remedy: expect.stringContaining('--provider sandbox') }],
    })
    await expect(api.call('bursts.plan', { source, provider: 'acme' })).rejects.toMatchObject({ exit: 'usage' })
  })

  it('resolves the samples, and tells which template is meant', async () => {
    const { api } = await build()
    const listed = await api.call('templates.list', {})
    expect(listed.filter(({ valid }) => !valid)).toEqual([])
    const expanded = await api.call('templates.expand', { template: 'lighthouses', options: { count: 2 } })
    expect(expanded).toMatchObject({ count: 2, combinations: 24, prompts: [{ id: 'p0000' }, { id: 'p0001' }] })
    const typo = api.call('templates.expand', { template: 'lighthuoses', options: {} })
    await expect(typo).rejects.toThrow('Did you mean lighthouses?')
    await expect(api.call('templates.list', { dir: path.join(home.root, 'no') })).rejects.toMatchObject({
      exit: 'usage',
    })
  })

  it('shows any window of a template, and what is wrong with one as part of the answer', async () => {
    const { api } = await build()
    const window = await api.call('templates.preview', { template: 'lighthouses', options: {}, offset: 22, limit: 5 })
    expect(window).toMatchObject({ count: 24, problems: [], offset: 22, prompts: [{ id: 'p0022' }, { id: 'p0023' }] })
    expect(window.variations).toEqual([
      { name: 'Lighthouse', values: 6 },
      { name: 'Light', values: 4 },
    ])
    const broken = path.join(home.root, 'broken.prompt.yaml')
    writeFileSync(broken, 'version: "2.0"\nname: x\nprompt: [')
    const faulty = await api.call('templates.preview', { template: broken, options: {}, offset: 0, limit: 5 })
    expect(faulty).toMatchObject({ name: 'broken', count: null, prompts: [], problems: [{ file: broken }] })
    expect(faulty.problems[0]?.line).toBeGreaterThan(1)
  })

  it('refuses a job whose sampler nobody knows before anybody is asked for offers', async () => {
    const { api } = await build()
    const file = path.join(home.root, 't.prompt.yaml')
    writeFileSync(
      file,
      "version: '2.0'\nname: T\nprompt: a lighthouse\nparameters: {sampler: Oiler}\n" +
        'generation: {mode: combinatorial, seed: 1, seed_mode: fixed, max_images: 1}\n',
    )
    const planned = api.call('bursts.plan', {
      source: { from: 'template', template: file, options: {} },
      provider: 'sandbox',
    })
    await expect(planned).rejects.toMatchObject({ exit: 'usage', problems: [{ code: 'unknown-sampler' }] })
    expect(existsSync(home.sandbox)).toBe(false)
  })

  it('owns its home alone, in a folder for its user alone', async () => {
    const face = await openEngine({ home, mode: 'look', env: {} })
    try {
      expect(face.owned).toBe(true)
      expect(statSync(home.root).mode & 0o777).toBe(0o700)
      expect(statSync(home.identity).mode & 0o777).toBe(0o600)
      expect(await face.api.call('engine.info', undefined)).toMatchObject({ pid: process.pid, home: home.root })
      expect(await face.api.call('instances.unlatch', undefined)).toEqual({ latched: false, was: false })
      expect(await face.api.call('events.page', { since: 0, limit: 10 })).toEqual([])
      expect(await face.api.call('spend.report', {})).toMatchObject({ total: { amount: 0, simulated: false } })
    } finally {
      await face.close()
    }
  })
})
