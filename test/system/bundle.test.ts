import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { IS_BUNDLED, TestHome } from './support/test-home.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const OUT = path.join(ROOT, 'out')
let home: TestHome

beforeAll(() => {
  if (IS_BUNDLED) return
  const { status, stderr } = spawnSync('electron-vite', ['build', '--logLevel', 'error'], {
    cwd: ROOT,
    shell: true,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
})
beforeEach(async () => {
  home = new TestHome()
  await home.furnish()
})
afterEach(() => home.end())

test('the bundle of the desktop app is every program that it starts: a burst runs through its roles alone', () => {
  const args = [
    '--burst-role=cli',
    '--home',
    home.root,
    'run',
    'lighthouses',
    '-n',
    '3',
    '--provider',
    'sandbox',
    '--json',
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(OUT, 'main/main.js'), ...args], {
    cwd: home.root,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  const burst = JSON.parse(stdout) as BurstSummary
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 3, failed: 0 } })
  expect(burst.lanes).toMatchObject([{ confirmedGone: true }])
})

test('its hashing thread is part of it too', () => {
  const model = path.join(home.root, 'models', 'loras', 'x.pt')
  mkdirSync(path.dirname(model), { recursive: true })
  writeFileSync(model, 'x')
  const args = ['--burst-role=cli', '--home', home.root, 'models', 'scan', path.dirname(path.dirname(model)), '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(OUT, 'main/main.js'), ...args], {
    cwd: home.root,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ results: [{ found: 1, hashed: 1, faults: [] }], models: 1 })
})

test('Electron is loaded where the window is wanted, and nowhere else', () => {
  const loading = readdirSync(path.join(OUT, 'main')).filter(name =>
    /from ['"]electron(?:-store)?['"]|require\(['"]electron/.test(readFileSync(path.join(OUT, 'main', name), 'utf8')),
  )
  expect(loading).toHaveLength(1)
  const entry = readFileSync(path.join(OUT, 'main/main.js'), 'utf8')
  expect(entry).toContain('import(')
  expect(loading).not.toContain('main.js')
})

test('the preload is one file that loads nothing but Electron', () => {
  const preload = readFileSync(path.join(OUT, 'preload/index.cjs'), 'utf8')
  const loaded = [...preload.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map(([, name]) => name)
  expect(new Set(loaded)).toEqual(new Set(['electron']))
  expect(preload).not.toMatch(/^\s*import\s/m)
  expect(readdirSync(path.join(OUT, 'preload'))).toEqual(['index.cjs'])
})

test('the page loads its parts by absolute addresses, so that every screen can be reloaded', () => {
  const page = readFileSync(path.join(OUT, 'renderer/index.html'), 'utf8')
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)
  expect(addresses.length).toBeGreaterThanOrEqual(3)
  expect(addresses.filter(address => !address?.startsWith('/assets/'))).toEqual([])
})
