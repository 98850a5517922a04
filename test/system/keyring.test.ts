import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'

const PROBE = path.resolve(import.meta.dirname, '../../main/core/storage/secrets/testing/keyring-probe.ts')
const isThere = (program: string) => spawnSync('which', [program]).status === 0
const hasKeyring = process.platform === 'linux' && ['dbus-run-session', 'gnome-keyring-daemon'].every(isThere)
const why = hasKeyring ? '' : ' (skipped: needs dbus-run-session and gnome-keyring-daemon)'

/** In a session and a home of its own: nothing of the user's keyring is touched. */
function probe(before: string): unknown {
  const home = mkdtempSync(path.join(tmpdir(), 'burst-keyring-'))
  const { DBUS_SESSION_BUS_ADDRESS: _, ...env } = process.env
  try {
    const script = `${before} exec ${JSON.stringify(process.execPath)} ${JSON.stringify(PROBE)}`
    const { stdout, stderr } = spawnSync('dbus-run-session', ['--', 'sh', '-c', script], {
      env: { ...env, HOME: home, XDG_DATA_HOME: path.join(home, 'share'), XDG_RUNTIME_DIR: home },
      encoding: 'utf8',
      timeout: 60_000,
    })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

it.skipIf(!hasKeyring)(`secrets are kept in a real keyring${why}`, () => {
  const unlock = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;'
  expect(probe(unlock)).toEqual({
    fault: null,
    names: ['provider/test/key', 'provider/test/other'],
    read: 'häßlich 鍵',
    other: null,
    gone: [true, null],
  })
})

it.skipIf(!hasKeyring)(`a session without a keyring is told with a reason${why}`, () => {
  expect(probe('')).toEqual({ fault: expect.any(String) })
})
