import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { socketAnswers } from '../../engine/claim-socket.ts'
import { sandboxAt } from './files.ts'
import { createSandboxProvider } from './provider.ts'
import { daemonEnvironment, daemonSpawner } from './spawn-daemon.ts'

const FAKE_MACHINE = fileURLToPath(new URL('testing/fake-machine.ts', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'burst-spawn-'))
})
afterEach(() => {
  // A daemon whose folder is gone leaves by itself.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
})

function provider() {
  const spawnDaemon = daemonSpawner(process.env, ['--instance', FAKE_MACHINE])
  return createSandboxProvider({ folder, speed: 100, spawnDaemon, log: () => undefined })
}

it('the daemon is started apart from this process and leaves on request', async () => {
  const signal = AbortSignal.timeout(15_000)
  const cloud = provider()
  expect(await cloud.list(signal)).toEqual({ kind: 'answer', value: [] })
  await cloud.controls.shutdown(signal)
  while (await socketAnswers(sandboxAt(folder).socket)) await delay(5, undefined, { signal })
})

it('a profile that makes no sense refuses the create and says which file it is', async () => {
  const signal = AbortSignal.timeout(15_000)
  const cloud = provider()
  const { profile } = sandboxAt(folder)
  writeFileSync(profile, '{ "bootSeconds": "soon" }')
  const spec = {
    offerId: 'h100-gra',
    name: 'burst-a',
    clientPublicKey: 'ssh-ed25519 AAAA',
    hostPrivateKey: '-----BEGIN OPENSSH PRIVATE KEY-----',
    endByMs: cloud.facts.clock.now() + 3_600_000,
    lastEndMs: cloud.facts.clock.now() + 3_600_000,
    bidPerHour: null,
    packs: [],
    image: null,
    volume: null,
    diskBytes: 40e9,
    mayLeave: () => null,
    private: false,
    models: [],
  }
  const refused = await cloud.create(spec, signal)
  expect(refused).toMatchObject({ kind: 'rejected', reason: 'invalid' })
  expect(refused.kind === 'rejected' && refused.message).toContain(profile)
  await cloud.controls.shutdown(signal)
})

it('no secret of this process reaches the practice cloud', () => {
  const env = { PATH: '/bin', BURST_PYTHON: 'python3', OVH_APPLICATION_SECRET: 'x', BURST_PASSPHRASE_FILE: '/x' }
  expect(daemonEnvironment(env)).toEqual({ PATH: '/bin', BURST_PYTHON: 'python3' })
})
