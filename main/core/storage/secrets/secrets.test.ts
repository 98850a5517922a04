import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { homeAt } from '../../home.ts'
import { environmentStore, variableOf } from './environment-store.ts'
import { fileStore } from './file-store.ts'
import { memoryStore } from './testing/memory-store.ts'
import { openSecrets } from './open-secrets.ts'
import { MAX_SECRET_BYTES } from './secret-store.ts'

/** Cheap to derive: what is tested is not how long guessing takes. */
const COST = 2

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'burst-secrets-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})
const file = () => path.join(folder, 'secrets.json')

const name = fc.stringMatching(/^[a-z]{1,8}(?:\/[a-z_]{1,8}){0,2}$/).filter(text => !/\/_|^_/.test(text))
const value = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }).filter(text => !text.includes('\0'))

describe('the file of secrets', () => {
  it('gives back whatever was put into it, also to who opens it anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 5 }), async secrets => {
        await rm(file(), { force: true })
        const store = fileStore(file(), 'pass', COST)
        // At the same time: each change reads the file and writes it whole.
        await Promise.all(Object.entries(secrets).map(async ([key, secret]) => await store.set(key, secret)))
        const again = fileStore(file(), 'pass', COST)
        expect(await again.names()).toEqual(Object.keys(secrets).toSorted())
        for (const [key, secret] of Object.entries(secrets)) expect(await again.get(key)).toBe(secret)
        for (const key of Object.keys(secrets)) expect(await again.delete(key)).toBe(true)
        expect(await store.names()).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('holds neither names nor secrets in the open, and is for its owner alone', async () => {
    await fileStore(file(), 'pass', COST).set('provider/runpod/api_key', 'canary-4711')
    const text = await readFile(file(), 'utf8')
    expect(text).not.toContain('canary')
    expect(text).not.toContain('runpod')
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600)
  })

  it('tells another passphrase and every change, and leaves the file as it is', async () => {
    await fileStore(file(), 'pass', COST).set('a', 'secret')
    await expect(fileStore(file(), 'Pass', COST).get('a')).rejects.toMatchObject({
      exit: 'provider',
      problems: [{ code: 'secrets-not-opened', remedy: expect.stringContaining('BURST_PASSPHRASE_FILE') }],
    })
    await expect(fileStore(file(), 'Pass', COST).set('b', 'x')).rejects.toThrow('passphrase')
    const good = await readFile(file())
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 1
      await writeFile(file(), bad)
      const read = fileStore(file(), 'pass', COST).get('a')
      // Base64 has bits that mean nothing; what is read is then the secret all the same.
      await expect(read.catch((error: { exit: string }) => error.exit)).resolves.toMatch(/^(?:secret|provider)$/)
    }
    await writeFile(file(), 'nothing like it')
    await expect(fileStore(file(), 'pass', COST).set('a', 'x')).rejects.toMatchObject({
      problems: [{ code: 'secrets-damaged' }],
    })
    expect(await readFile(file(), 'utf8')).toBe('nothing like it')
  })

  it.each([
    ['', 'x'],
    ['../a', 'x'],
    ['a b', 'x'],
    ['a', ''],
    ['a', 'x'.repeat(MAX_SECRET_BYTES + 1)],
    ['a', 'x\0y'],
  ])('refuses the name %j with %j', async (bad, secret) => {
    await expect(fileStore(file(), 'pass', COST).set(bad, secret)).rejects.toMatchObject({ exit: 'usage' })
  })
})

describe('the environment', () => {
  const store = environmentStore({ BURST_SECRET_PROVIDER_RUNPOD_API_KEY: 'k', HOME: '/' })
  it('is read and not written', async () => {
    expect(variableOf('provider/runpod/api_key')).toBe('BURST_SECRET_PROVIDER_RUNPOD_API_KEY')
    expect(await store.get('provider/runpod/api_key')).toBe('k')
    expect(await store.get('home')).toBeNull()
    expect(await store.delete('none')).toBe(false)
    await expect(store.set('a', 'b')).rejects.toMatchObject({ problems: [{ code: 'secrets-read-only' }] })
    await expect(store.delete('provider/runpod/api_key')).rejects.toThrow('cannot be kept')
  })
})

describe('which store is used', () => {
  const home = () => homeAt(folder)
  const deps = { platform: process.platform }

  it('is the keyring where it gives back what is put into it', async () => {
    const keyring = memoryStore()
    const { store, why } = await openSecrets(home(), { ...deps, env: {}, keyring: () => keyring })
    await store.set('a', 'x')
    expect([store.kind, why, await keyring.names()]).toEqual(['keyring', "secrets are in the system's keyring", ['a']])
  })

  it.each([
    ['forgets', { ...memoryStore(), get: async () => null }, 'does not give back'],
    ['refuses', { ...memoryStore(), set: async () => await Promise.reject(new Error('AccessDenied')) }, 'AccessDenied'],
  ])('is the environment alone where the keyring %s', async (_, keyring, reason) => {
    const { store, why } = await openSecrets(home(), { ...deps, env: {}, keyring: () => keyring })
    expect([store.kind, why]).toEqual(['environment', expect.stringContaining(reason)])
  })

  it('is the file where a passphrase is given; the environment is read first', async () => {
    const passphrase = path.join(folder, 'pass')
    await writeFile(passphrase, 'correct horse\nnot this\n', { mode: 0o600 })
    const env = { BURST_PASSPHRASE_FILE: passphrase, BURST_SECRET_B: 'from outside' }
    const { store } = await openSecrets(home(), { ...deps, env })
    await store.set('a', 'x')
    await store.set('b', 'kept')
    expect([store.kind, await store.get('a'), await store.get('b')]).toEqual(['file', 'x', 'from outside'])
    expect(await fileStore(home().secrets, 'correct horse').get('b')).toBe('kept')
  })

  it.skipIf(process.platform === 'win32')('is none where others can read the passphrase', async () => {
    const passphrase = path.join(folder, 'pass')
    await writeFile(passphrase, 'x')
    await chmod(passphrase, 0o644)
    await expect(openSecrets(home(), { ...deps, env: { BURST_PASSPHRASE_FILE: passphrase } })).rejects.toMatchObject({
      exit: 'provider',
      problems: [{ code: 'passphrase-file', remedy: expect.stringContaining('chmod 600') }],
    })
  })

  it('is none where the passphrase is not there, or empty', async () => {
    for (const text of [null, '', '\nsecond line']) {
      const passphrase = path.join(folder, 'pass')
      if (text !== null) await writeFile(passphrase, text, { mode: 0o600 })
      await expect(openSecrets(home(), { ...deps, env: { BURST_PASSPHRASE_FILE: passphrase } })).rejects.toThrow(
        'BURST_PASSPHRASE_FILE',
      )
    }
  })
})
