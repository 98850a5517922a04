import { createHash, randomBytes } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectSsh } from '../../main/core/remote/connect.ts'
import type { RemoteConnection } from '../../main/core/remote/remote.ts'
import { startSshServer, type TestSshServer } from '../../main/core/remote/testing/ssh-server.ts'
import { MODELS_PROGRAM, openInstanceModels, type InstanceModels } from '../../main/core/transfer/instance-models.ts'
import { startModelHost, type ModelHost } from '../../main/core/transfer/testing/model-host.ts'

const PROGRAM = fileURLToPath(new URL('models.py', import.meta.url))
const never = new AbortController().signal
const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')
const quiet = () => undefined

let server: TestSshServer
let connection: RemoteConnection
let models: InstanceModels
const local = (...parts: string[]) => path.join(server.folder, 'comfyui', 'models', ...parts)
const open = async () => {
  connection = await connectSsh(server.spec, never)
  models = await openInstanceModels(connection, never)
}

beforeEach(async () => {
  server = await startSshServer()
  mkdirSync(path.join(server.folder, 'burst'))
  copyFileSync(PROGRAM, path.join(server.folder, MODELS_PROGRAM))
  await open()
})
afterEach(async () => {
  models.end()
  connection.close()
  await server.stop()
})

function place(content: Buffer, ...names: string[]) {
  return { sha256: hash(content), bytes: content.length, names }
}

/** As an upload leaves it. */
async function sent(content: Buffer, ...names: string[]) {
  await models.look([])
  writeFileSync(local('.by-hash', `${hash(content)}.part`), content)
  await models.keep(place(content, ...names), quiet)
}

describe('what was sent', () => {
  test('is kept by its hash and has its names; the part is gone', async () => {
    const content = randomBytes(3_000_000)
    await sent(content, 'checkpoints/a.safetensors', 'checkpoints/deep/b.safetensors')
    expect(readFileSync(local('checkpoints', 'deep', 'b.safetensors')).equals(content)).toBe(true)
    expect(statSync(local('checkpoints', 'a.safetensors')).ino).toBe(statSync(local('.by-hash', hash(content))).ino)
    expect(readdirSync(local('.by-hash')).filter(name => name.endsWith('.part'))).toEqual([])
    expect(await models.look([hash(content), hash(Buffer.from('other'))])).toEqual({
      have: { [hash(content)]: content.length },
      parts: {},
    })
  })

  test('with another content than it should have is taken away and has no name', async () => {
    const content = randomBytes(1000)
    await models.look([])
    const wrong = { ...place(content, 'loras/a.safetensors'), sha256: hash(Buffer.from('other')) }
    writeFileSync(local('.by-hash', `${wrong.sha256}.part`), content)
    expect((await models.look([wrong.sha256])).parts).toEqual({ [wrong.sha256]: 1000 })
    await expect(models.keep(wrong, quiet)).rejects.toMatchObject({ code: 'hash-mismatch' })
    await expect(models.keep(wrong, quiet)).rejects.toMatchObject({ code: 'missing' })
    expect(await models.look([wrong.sha256])).toEqual({ have: {}, parts: {} })
    expect(existsSync(local('loras', 'a.safetensors'))).toBe(false)
  })

  test('takes the place of another content under its name, whose own hash stays known', async () => {
    const [old, fresh] = [Buffer.from('old'), Buffer.from('new')]
    mkdirSync(local('loras'))
    writeFileSync(local('loras', 'x.safetensors'), 'of the image')
    await sent(old, 'loras/x.safetensors')
    await sent(fresh, 'loras/x.safetensors')
    expect(readFileSync(local('loras', 'x.safetensors'), 'utf8')).toBe('new')
    await models.link(place(old, 'loras/x.safetensors', 'loras/y.safetensors'))
    expect(readFileSync(local('loras', 'x.safetensors'), 'utf8')).toBe('old')
    const { models: all, free } = await models.list()
    expect(all).toContainEqual(place(old, 'loras/x.safetensors', 'loras/y.safetensors'))
    expect(all).toContainEqual(place(fresh))
    expect(free).toBeGreaterThan(0)
  })

  test('never gets a name outside of the folder, nor one that ComfyUI could not mean', async () => {
    const content = Buffer.from('model')
    await sent(content)
    mkdirSync(local('loras'))
    symlinkSync(server.folder, local('loras', 'out'))
    for (const name of [
      '../x',
      'loras/../../x',
      '/etc/x',
      'x',
      'loras//x',
      'loras/.x',
      '.by-hash/x',
      'loras/out/x',
      'loras/\0',
    ])
      await expect(models.link(place(content, name)), name).rejects.toMatchObject({ code: 'invalid' })
    await expect(models.link({ ...place(content), sha256: '../../x' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(models.link({ ...place(Buffer.from('none'), 'loras/a') })).rejects.toMatchObject({ code: 'missing' })
  })
})

describe.skipIf(process.platform !== 'linux' || !existsSync('/dev/shm'))('a volume on another disk', () => {
  let volume: string
  beforeEach(() => {
    models.end()
    volume = path.join(mkdtempSync('/dev/shm/burst-volume-'), 'models')
    rmSync(local('.by-hash'), { recursive: true, force: true })
    symlinkSync(volume, local('.by-hash'))
  })
  afterEach(() => rmSync(path.dirname(volume), { recursive: true, force: true }))

  test('is waited for until it is mounted, and then has the models', async () => {
    models = await openInstanceModels(connection, never)
    const looked = models.look([])
    expect(await Promise.race([looked.then(() => 'answered'), delay(700).then(() => 'waits')])).toBe('waits')
    mkdirSync(volume)
    expect(await looked).toEqual({ have: {}, parts: {} })

    const [old, fresh] = [randomBytes(200_000), randomBytes(1000)]
    await sent(old, 'checkpoints/a.safetensors')
    await sent(fresh, 'checkpoints/a.safetensors')
    expect(readdirSync(volume)).toEqual(expect.arrayContaining([hash(old), hash(fresh)]))
    expect(readFileSync(local('checkpoints', 'a.safetensors')).equals(fresh)).toBe(true)
    expect(readdirSync(local('checkpoints'))).toEqual(['a.safetensors'])

    // Another machine, with nothing but the volume.
    models.end()
    rmSync(local('checkpoints'), { recursive: true })
    models = await openInstanceModels(connection, never)
    expect((await models.look([hash(old)])).have).toEqual({ [hash(old)]: old.length })
    await models.link(place(old, 'loras/b.safetensors'))
    expect(readFileSync(local('loras', 'b.safetensors')).equals(old)).toBe(true)
    expect((await models.list()).models).toContainEqual(place(old, 'loras/b.safetensors'))
  })
})

describe('what it fetches', () => {
  let host: ModelHost
  let content: Buffer
  beforeEach(async () => {
    host = await startModelHost()
    content = randomBytes(21_000_001)
    host.files.set('/model', content)
  })
  afterEach(async () => await host.stop())
  const fetched = async (address = '/model', of = place(content, 'checkpoints/m.safetensors')) =>
    await models.fetch(of, host.url + address, quiet)
  const arrived = () => hash(readFileSync(local('checkpoints', 'm.safetensors'))) === hash(content)
  const left = () => readdirSync(local('.by-hash')).filter(name => /\.(fetch|fetched|part)$/.test(name))

  test('comes in ranges, through redirects, and leaves nothing beside it', async () => {
    const told: number[] = []
    await models.fetch(place(content, 'checkpoints/m.safetensors'), `${host.url}/to/3/model`, progress => {
      if (progress.fetched !== undefined) told.push(progress.fetched)
    })
    expect(arrived()).toBe(true)
    expect(host.asked.filter(({ headers }) => headers.range === undefined)).toEqual([])
    expect(left()).toEqual([])
    expect(told.length).toBeGreaterThan(0)
  })

  test('goes on where it was cut', async () => {
    host.mood.cuts = { after: 300_000, times: 12 }
    await fetched()
    expect(arrived()).toBe(true)
  })

  test('comes whole from a server that knows no ranges', async () => {
    host.mood.ranges = false
    await fetched()
    expect(arrived()).toBe(true)
  })

  test('is asked for once more by its first address when the one it led to is used up', async () => {
    host.mood.refuse = { status: 403, times: 0 }
    const going = fetched('/to/1/model')
    await expect.poll(() => host.asked.length).toBeGreaterThan(1)
    host.mood.refuse.times = 2
    await going
    expect(arrived()).toBe(true)
  })

  test('is refused for what it is: another content, another size, none at all, no web address', async () => {
    const other = { ...place(content, 'checkpoints/m.safetensors'), sha256: hash(Buffer.from('other')) }
    await expect(fetched('/model', other)).rejects.toMatchObject({ code: 'hash-mismatch' })
    expect(left()).toEqual([])
    await expect(fetched('/model', { ...place(content), bytes: 5 })).rejects.toMatchObject({ code: 'size-mismatch' })
    await expect(fetched('/none')).rejects.toMatchObject({ code: 'http-404' })
    await expect(models.fetch(place(content), 'file:///etc/passwd', quiet)).rejects.toMatchObject({ code: 'invalid' })
    host.mood.claimedBytes = 10_000_000_000
    await expect(fetched()).rejects.toMatchObject({ code: 'size-mismatch' })
    host.mood.ranges = false
    await expect(fetched()).rejects.toMatchObject({ code: 'size-mismatch' })
    expect(existsSync(local('checkpoints', 'm.safetensors'))).toBe(false)
  })

  test('goes on when nobody listens, and a second who wants it waits for the first', async () => {
    // As slow as a host that ends each connection early.
    host.mood.cuts = { after: 2_000_000, times: 8 }
    const first = fetched().then(
      () => 'fetched',
      (error: unknown) => error,
    )
    await expect.poll(() => host.asked.length).toBeGreaterThan(0)
    models.end()
    expect(await first).toMatchObject({ code: 'lost' })
    models = await openInstanceModels(connection, never)
    await fetched()
    expect(arrived()).toBe(true)
    const bytes = host.asked.length
    await fetched()
    expect(host.asked.length).toBe(bytes)
  })

  test('takes up a file of which it has a part, and asks only for the rest', async () => {
    await models.look([])
    const sha256 = hash(content)
    const half = Buffer.alloc(content.length)
    content.copy(half, 0, 0, 16 << 20)
    writeFileSync(local('.by-hash', `${sha256}.fetch`), half)
    writeFileSync(local('.by-hash', `${sha256}.fetched`), '0\n1\n')
    await fetched()
    expect(arrived()).toBe(true)
    const ranges = host.asked.map(({ headers }) => headers.range)
    expect(ranges).toContain(`bytes=${16 << 20}-${content.length - 1}`)
    expect(ranges).not.toContain(`bytes=${8 << 20}-${(16 << 20) - 1}`)
  })
})
