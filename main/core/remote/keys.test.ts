import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeyPair } from './key-pair.ts'
import { createLaneKeyStore } from './keys.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-keys-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('keys are for their owner alone, kept as made, and gone when removed', async () => {
  const folder = path.join(root, 'keys')
  const store = createLaneKeyStore(folder)
  const made = await store.create('a1')
  expect(made.client.public).toMatch(/^ssh-ed25519 /)
  expect(made.host.private).not.toBe(made.client.private)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(path.join(folder, 'a1.json')).mode & 0o777).toBe(0o600)
  expect(await store.create('a1')).toEqual(made)
  expect(await createLaneKeyStore(folder).read('a1')).toEqual(made)
  expect(await store.list()).toEqual(['a1'])
  await store.remove('a1')
  await store.remove('a1')
  expect(readdirSync(folder)).toEqual([])
  expect(await createLaneKeyStore(path.join(root, 'none')).list()).toEqual([])
})

test('says plainly that keys are missing, and takes no path for an attempt', async () => {
  const store = createLaneKeyStore(root)
  await expect(store.read('a1')).rejects.toMatchObject({ problems: [{ code: 'lane-keys-missing' }] })
  await expect(store.read('../a1')).rejects.toThrow('not an attempt id')
})

test('a pair that cannot be used is thrown away', () => {
  const good = createKeyPair('test')
  const broken = { ...good, private: good.private.replace(/\n.{20}/, '\n') }
  const mixed = { ...good, public: createKeyPair('other').public }
  const pairs = [broken, mixed, good]
  expect(createKeyPair('test', () => pairs.shift() ?? broken)).toEqual(good)
  expect(() => createKeyPair('test', () => broken)).toThrow('no working SSH key')
})
