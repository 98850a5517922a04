import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import ssh2 from 'ssh2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectSsh } from './connect.ts'
import { createKeyPair } from './key-pair.ts'
import { createLaneKeyStore, type LaneKeyStore } from './keys.ts'
import type { Connect } from './remote.ts'
import { connectWithEither, fingerprintOf, rotateLaneKey } from './rotate-keys.ts'
import { OPENSSH, PRACTICE, type FarServer } from './testing/servers.ts'

const never = new AbortController().signal
let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'burst-rotate-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

for (const { name, start, there } of [PRACTICE, OPENSSH])
  describe.skipIf(!there)(`on ${name}`, () => {
    let far: FarServer
    let list: string
    let keys: LaneKeyStore
    const login = async (privateKey: string) =>
      (await connectSsh({ ...far.spec, clientPrivateKey: privateKey }, never)).close()
    beforeEach(async () => {
      far = await start()
      list = path.join(far.folder, '.ssh', 'authorized_keys')
      keys = createLaneKeyStore(folder)
      const { clientPrivateKey, hostPublicKey } = far.spec
      const client = { private: clientPrivateKey, public: publicOf(clientPrivateKey) }
      const stored = { client, host: { private: '', public: hostPublicKey } }
      writeFileSync(path.join(folder, 'a1.json'), JSON.stringify(stored), { mode: 0o600 })
    })
    afterEach(async () => await far.stop())

    test('the new key lets in, the old one does no more, and keys of others stay', async () => {
      const other = createKeyPair('somebody else')
      appendFileSync(list, `\n${other.public}\n`)
      const { client: old } = await keys.read('a1')
      const { client: fresh } = await rotateLaneKey({ keys, connect: connectSsh }, 'a1', far.spec, never)
      expect(fresh.private).not.toBe(old.private)
      expect((await keys.read('a1')).client).toEqual(fresh)
      await login(fresh.private)
      await login(other.private)
      await expect(login(old.private)).rejects.toMatchObject({ code: 'login-refused' })
    })

    test('cut off at any of its connections, some key lets in, and the next time completes it', async () => {
      for (const failing of [1, 2]) {
        const { client: old } = await keys.read('a1')
        let connects = 0
        const connect: Connect = async (spec, signal) => {
          connects += 1
          if (connects === failing) throw new Error('power cut')
          return await connectSsh(spec, signal)
        }
        await expect(rotateLaneKey({ keys, connect }, 'a1', far.spec, never)).rejects.toThrow('power cut')
        ;(await connectWithEither(connectSsh, far.spec, await keys.read('a1'), never)).close()
        await rotateLaneKey({ keys, connect: connectSsh }, 'a1', far.spec, never)
        await expect(login(old.private)).rejects.toMatchObject({ code: 'login-refused' })
      }
    })

    test('a crash after the new key became the only one here is no lock-out', async () => {
      const prepared = await keys.prepareNext('a1')
      appendFileSync(list, `\n${prepared.next.public}\n`)
      await keys.promoteNext('a1')
      const { client } = await rotateLaneKey({ keys, connect: connectSsh }, 'a1', far.spec, never)
      await login(client.private)
      const lines = readFileSync(list, 'utf8')
      expect(lines.trim().split('\n').filter(Boolean)).toHaveLength(1)
      for (const retired of [prepared.client, prepared.next]) expect(lines).not.toContain(retired.public.split(' ')[1])
    })
  })

function publicOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey)
  if (key instanceof Error) throw key
  return `${key.type} ${key.getPublicSSH().toString('base64')}`
}

test('fingerprints are those of OpenSSH', () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github'
  expect(fingerprintOf(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU')
})
