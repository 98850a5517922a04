import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ModelSource } from '../../../common/models/source.ts'
import { openDatabase } from '../storage/database.ts'
import { createSourceStore } from '../storage/source-store.ts'
import { startModelHost, type ModelHost } from '../transfer/testing/model-host.ts'
import { createModelSources } from './sources.ts'

const never = new AbortController().signal
const HUB: ModelSource = { kind: 'huggingface', repository: 'o/r', revision: 'main', file: 'a b.safetensors' }
const PAGE = '/o/r/resolve/main/a%20b.safetensors'
const SHA = 'ab'.repeat(32)

let host: ModelHost
beforeEach(async () => {
  host = await startModelHost()
})
afterEach(async () => await host.stop())

function sourcesWith(token: string | null) {
  return createModelSources({
    store: createSourceStore(openDatabase(':memory:')),
    env: { BURST_HUGGINGFACE_URL: host.url, BURST_CIVITAI_URL: host.url },
    secrets: async () => ({ store: { get: async name => (name === 'models/huggingface/token' ? token : null) } }),
  })
}

describe('the address for an instance', () => {
  test('is the page itself where nobody is asked for a token', async () => {
    expect(await sourcesWith(null).addressOf(HUB, never)).toBe(host.url + PAGE)
    expect(await sourcesWith('secret-t').addressOf({ kind: 'civitai', version: 7, query: 'type=Model' }, never)).toBe(
      `${host.url}/api/download/models/7?type=Model`,
    )
    expect(host.asked).toEqual([])
  })

  test('is the signed one where there is a token: found within the site, never called', async () => {
    host.redirects.set(PAGE, () => '/moved')
    host.redirects.set('/moved', ({ headers }) =>
      headers.authorization === 'Bearer secret-t' ? `${host.otherUrl}/cdn?signature=s` : null,
    )
    expect(await sourcesWith('secret-t').addressOf(HUB, never)).toBe(`${host.otherUrl}/cdn?signature=s`)
    expect(host.asked.map(({ path }) => path)).toEqual([PAGE, '/moved'])
  })

  test('is none where the site serves the file itself, or would put the token into the address', async () => {
    host.files.set(PAGE, Buffer.from('content'))
    expect(await sourcesWith('secret-t').addressOf(HUB, never)).toBeNull()
    host.redirects.set(PAGE, () => `${host.otherUrl}/cdn?token=secret-t`)
    expect(await sourcesWith('secret-t').addressOf(HUB, never)).toBeNull()
  })

  test('says what is wrong with the site', async () => {
    host.redirects.set(PAGE, () => null)
    await expect(sourcesWith('secret-t').addressOf(HUB, never)).rejects.toThrow(/answers 401/)
    host.redirects.set(PAGE, () => PAGE)
    await expect(sourcesWith('secret-t').addressOf(HUB, never)).rejects.toThrow(/round and round/)
    host.redirects.set(PAGE, () => 'file:///etc/passwd')
    await expect(sourcesWith('secret-t').addressOf(HUB, never)).rejects.toThrow(/no web address/)
    await host.stop()
    await expect(sourcesWith('secret-t').addressOf(HUB, never)).rejects.toThrow(/cannot be reached/)
    host = await startModelHost()
  })
})

describe('Civitai', () => {
  const answer = (body: unknown) =>
    host.files.set(`/api/v1/model-versions/by-hash/${SHA}`, Buffer.from(JSON.stringify(body)))

  test('tells the version whose file has exactly this content', async () => {
    const downloadUrl = 'https://civitai.com/api/download/models/12?type=Model&format=SafeTensor'
    answer({ id: 12, name: 'v1', files: [{ hashes: {} }, { hashes: { SHA256: SHA.toUpperCase() }, downloadUrl }] })
    expect(await sourcesWith(null).findOnCivitai(SHA, never)).toEqual({
      kind: 'civitai',
      version: 12,
      query: 'type=Model&format=SafeTensor',
    })
  })

  test('knows nothing, another content only, or answers nonsense', async () => {
    expect(await sourcesWith(null).findOnCivitai(SHA, never)).toBeNull()
    answer({ id: 12, files: [{ hashes: { SHA256: 'CD'.repeat(32) } }] })
    expect(await sourcesWith(null).findOnCivitai(SHA, never)).toBeNull()
    answer({ error: 'x' })
    await expect(sourcesWith(null).findOnCivitai(SHA, never)).rejects.toThrow(/something else/)
  })
})

test('the store keeps each source of a content once, and forgets those that are taken away', () => {
  const store = createSourceStore(openDatabase(':memory:'))
  store.add(SHA, HUB)
  store.add(SHA, HUB)
  store.add(SHA, { kind: 'url', url: 'https://x.org/' })
  expect(store.of(SHA)).toEqual([HUB, { kind: 'url', url: 'https://x.org/' }])
  expect(store.remove(SHA, HUB)).toBe(true)
  expect(store.remove(SHA, HUB)).toBe(false)
  expect(store.all()).toEqual([{ sha256: SHA, source: { kind: 'url', url: 'https://x.org/' } }])
})
