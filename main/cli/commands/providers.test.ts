import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../core/storage/secrets/testing/memory-store.ts'
import { runWith } from '../testing/fake-host.ts'

const KEY = 'rp_0123456789'

async function imported(config: unknown, held = new Map<string, string>(), args: readonly string[] = []) {
  const store = memoryStore(held)
  const text = config === null ? null : JSON.stringify(config)
  const files = {
    isFile: () => false,
    readText: (file: string) => (file === '/work/sdgen_config.json' ? text : null),
    writeJob: async () => undefined,
  }
  const openSecrets = async () => ({ store, why: 'secrets are in the keyring' })
  return await runWith(['providers', 'import', ...args], { host: { files, openSecrets } })
}

const CONFIG = {
  configs_dir: './prompts',
  cloud_providers: {
    runpod: { api_key: KEY, enabled: true, note: null },
    OVH: { keys: { 'application secret': 'so secret', project: 4711 } },
  },
}

describe("importing sdgen's credentials", () => {
  test('keeps every one by name, shows none, and warns that the text remains', async () => {
    const held = new Map([
      ['provider/runpod/api_key', 'an older one'],
      ['provider/ovh/keys/project', '4711'],
    ])
    const { code, out, err } = await imported(CONFIG, held, ['--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      file: '/work/sdgen_config.json',
      store: 'keyring',
      kept: ['provider/ovh/keys/application_secret'],
      replaced: ['provider/runpod/api_key'],
      unchanged: ['provider/ovh/keys/project'],
    })
    expect(Object.fromEntries(held)).toEqual({
      'provider/runpod/api_key': KEY,
      'provider/ovh/keys/application_secret': 'so secret',
      'provider/ovh/keys/project': '4711',
    })
    expect(err).toContain('/work/sdgen_config.json still holds them as plain text')
    for (const secret of held.values()) expect(out + err).not.toContain(secret)
  })

  test('says to people what became of each, and where they are', async () => {
    const { out } = await imported(CONFIG)
    expect(out).toBe(
      [
        'kept       provider/runpod/api_key',
        'kept       provider/ovh/keys/application_secret',
        'kept       provider/ovh/keys/project',
        'secrets are in the keyring',
        '',
      ].join('\n'),
    )
  })

  test.each([
    ['no file', null, [], 'no-sdgen-config'],
    ['another file', {}, ['other.json'], 'no-sdgen-config'],
    ['no block', {}, [], 'cloud-providers'],
    ['a list', { cloud_providers: [] }, [], 'cloud-providers'],
    ['nothing in it', { cloud_providers: { runpod: { enabled: true, key: '' } } }, [], 'cloud-providers'],
    ['one name twice', { cloud_providers: { a: { 'k k': 'x', 'k/k': 'y' } } }, [], 'cloud-providers'],
    ['too deep', { cloud_providers: { a: { b: { c: { d: { e: 'x' } } } } } }, [], 'cloud-providers'],
    ['too long', { cloud_providers: { a: 'first', b: 'x'.repeat(3000) } }, [], 'secret-value'],
  ])('%s is refused, and nothing is kept', async (_, config, args, code) => {
    const held = new Map<string, string>()
    const ran = await imported(config, held, [...args, '--json'])
    expect(ran.code).toBe(2)
    expect(JSON.parse(ran.out).error).toMatchObject({ code, remedy: expect.stringMatching(/\w/) })
    expect(held.size).toBe(0)
  })
})
