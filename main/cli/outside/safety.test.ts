import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { homeAt, type Home } from '../../core/home.ts'
import { openIdentity } from '../../core/watchdog/identity.ts'
import { processSafety } from './safety.ts'

const base = mkdtempSync(path.join(tmpdir(), 'burst-safety-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let home: Home
beforeEach(() => (home = homeAt(mkdtempSync(path.join(base, 'home-')))))

const killAll = async () =>
  await processSafety({})
    .killAll(home, { drill: false }, AbortSignal.timeout(10_000))
    .catch((error: unknown) => error)
const CLEAN = { terminated: [], alreadyGone: [], unconfirmed: [], providers: [{ provider: 'sandbox', ok: true }] }

describe('kill-all in a home', () => {
  test('that never rented finds nothing, and makes no identity', async () => {
    expect(await killAll()).toMatchObject(CLEAN)
    expect(await killAll()).toMatchObject(CLEAN)
  })

  test('with an identity and nothing else asks the providers', async () => {
    await openIdentity(home.identity)
    expect(await killAll()).toMatchObject(CLEAN)
  })

  test.each(['database', 'keys'] as const)('that lost its identity and has its %s does not look clean', async trace => {
    if (trace === 'database') writeFileSync(home.database, '')
    else mkdirSync(home.keys)
    const lost = { exit: 'provider', problems: [{ code: 'no-identity', file: home.identity }] }
    expect(await killAll()).toMatchObject(lost)
    expect(existsSync(home.stopLatch)).toBe(true)
    const safety = processSafety({})
    const ended = async (install: object) =>
      await safety.kill(home, { instanceId: 'i-1', ...install }, AbortSignal.timeout(10_000)).catch((e: unknown) => e)
    expect(await ended({})).toMatchObject(lost)
    // Named by its installation it could be ended; here is none.
    expect(await ended({ install: '0123abcd' })).not.toMatchObject(lost)
  })
})
