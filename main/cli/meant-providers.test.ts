import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Provider } from '../core/providers/provider.ts'
import { createSandboxProvider } from '../core/providers/sandbox/provider.ts'
import { meantProviders } from './meant-providers.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'burst-meant-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const spawnDaemon = () => expect.unreachable('nothing is asked')
const sandbox = createSandboxProvider({ folder, speed: 60, spawnDaemon, log: () => undefined })
const real: Provider = { ...sandbox, id: 'real', facts: { ...sandbox.facts, simulated: false } }
const ids = (found: readonly Provider[]) => found.map(({ id }) => id)

test('everything means every provider, a name one, and a drill only practice ones', () => {
  expect(ids(meantProviders([sandbox, real], { drill: false }))).toEqual(['sandbox', 'real'])
  expect(ids(meantProviders([sandbox, real], { provider: 'real', drill: false }))).toEqual(['real'])
  expect(ids(meantProviders([sandbox, real], { drill: true }))).toEqual(['sandbox'])
})

test('a name that nobody has is refused: to ask nobody would look like a clean end', () => {
  expect(() => meantProviders([sandbox], { provider: 'sandbx', drill: false })).toThrow(/sandbx/)
  expect(() => meantProviders([sandbox, real], { provider: 'real', drill: true })).toThrow(/drill/)
})
