import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import ssh2, { type SFTPWrapper } from 'ssh2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RemoteConnection } from '../../../../../remote/remote.ts'
import { contentOf, signal, TestInstance } from '../../testing/test-instance.ts'
import { OPEN, STATUS } from './protocol.ts'

let instance: TestInstance
let connection: RemoteConnection
let client: ssh2.Client
let sftp: SFTPWrapper

beforeAll(async () => {
  instance = new TestInstance()
  connection = await instance.connect()
  const { host, port, user, clientPrivateKey } = await instance.spec()
  client = new ssh2.Client()
  client.connect({ host, port, username: user, privateKey: clientPrivateKey })
  client.setNoDelay(true)
  await once(client, 'ready')
})
beforeEach(async () => {
  sftp = await promisify(client.sftp.bind(client))()
})
afterEach(async () => {
  const closed = once(sftp, 'close')
  sftp.end()
  await closed
})
afterAll(async () => {
  client.end()
  await instance.end()
})

const local = (name: string) => path.join(instance.folder, name)

/** Asks for something that is answered with a status alone. */
async function ask(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => start(error => (error ? reject(error) : resolve())))
}

async function names(folder: string): Promise<string[]> {
  const entries = await promisify(sftp.readdir.bind(sftp))(folder)
  return entries.map(({ filename }) => filename).toSorted()
}

describe('files', () => {
  it('go there and come back whole, large, small, empty and oddly named', async () => {
    const files = { 'a.bin': randomBytes(5_000_000), 'b.bin': randomBytes(7), 'ü – 狐 "x".png': Buffer.alloc(0) }
    for (const [name, content] of Object.entries(files)) {
      await connection.writeFile(name, content, signal())
      expect(readFileSync(local(name)).equals(content)).toBe(true)
      expect((await contentOf(connection, name)).equals(content)).toBe(true)
    }
  })

  it('come by the hundred', async () => {
    const contents = Array.from({ length: 300 }, () => randomBytes(3000))
    mkdirSync(local('many'))
    await Promise.all(contents.map((content, n) => connection.writeFile(`many/${n}.png`, content, signal())))
    const read = await Promise.all(contents.map((_, n) => contentOf(connection, `many/${n}.png`)))
    expect(read.every((content, n) => contents[n]?.equals(content))).toBe(true)
    expect(await names('many')).toHaveLength(300)
  })

  it('take the place of another in one step, and only when asked to', async () => {
    writeFileSync(local('old'), 'old')
    await connection.putFile('old', Buffer.from('new'), signal())
    expect(readFileSync(local('old'), 'utf8')).toBe('new')
    writeFileSync(local('next'), 'next')
    await expect(ask(done => sftp.rename('next', 'old', done))).rejects.toMatchObject({ code: STATUS.FAILURE })
    await ask(done => sftp.ext_openssh_rename('next', 'old', done))
    expect(readFileSync(local('old'), 'utf8')).toBe('next')
    expect(existsSync(local('next'))).toBe(false)
    await ask(done => sftp.rename('old', 'moved', done))
    expect(readFileSync(local('moved'), 'utf8')).toBe('next')
  })

  it('may be asked for and changed without waiting for answers', async () => {
    const steps = [
      ask(done => sftp.mkdir('quick', done)),
      ask(done => sftp.mkdir('quick/deep', done)),
      ask(done => sftp.writeFile('quick/deep/a', 'text', done)),
    ]
    await Promise.all(steps)
    const more = [
      ask(done => sftp.rename('quick/deep/a', 'quick/b', done)),
      ask(done => sftp.rmdir('quick/deep', done)),
    ]
    await Promise.all(more)
    expect(readdirSync(local('quick'))).toEqual(['b'])
  })

  it('open by any combination of flags', async () => {
    const open = promisify<string, number, Buffer>((name, flags, done) => sftp.open(name, flags, done))
    const write = async (handle: Buffer, text: string) => {
      await ask(done => sftp.write(handle, Buffer.from(text), 0, text.length, 0, done))
      await ask(done => sftp.close(handle, done))
    }
    await write(await open('flags', OPEN.WRITE | OPEN.CREAT), 'hello')
    await write(await open('flags', OPEN.WRITE), 'J')
    await write(await open('flags', OPEN.WRITE | OPEN.APPEND), ' world')
    expect(readFileSync(local('flags'), 'utf8')).toBe('Jello world')
    await write(await open('flags', OPEN.READ | OPEN.WRITE | OPEN.CREAT | OPEN.TRUNC), 'short')
    expect(readFileSync(local('flags'), 'utf8')).toBe('short')
    await expect(open('flags', OPEN.WRITE | OPEN.CREAT | OPEN.EXCL)).rejects.toMatchObject({ code: STATUS.FAILURE })
    await expect(open('none', OPEN.READ)).rejects.toMatchObject({ code: STATUS.NO_SUCH_FILE })
  })

  it('have attributes that can be read and set', async () => {
    writeFileSync(local('attributes'), '12345')
    await ask(done => sftp.utimes('attributes', 1_000_000_000, 1_100_000_000, done))
    await ask(done => sftp.chmod('attributes', 0o640, done))
    const stats = await promisify(sftp.stat.bind(sftp))('attributes')
    expect(stats).toMatchObject({ size: 5, atime: 1_000_000_000, mtime: 1_100_000_000 })
    expect(stats.isFile()).toBe(true)
    await ask(done => sftp.setstat('attributes', { size: 2 }, done))
    expect(statSync(local('attributes')).size).toBe(2)
    await expect(ask(done => sftp.chown('attributes', 1, 1, done))).rejects.toMatchObject({
      code: STATUS.PERMISSION_DENIED,
    })
  })

  it('and folders are listed with what they are', async () => {
    const entries = await promisify(sftp.readdir.bind(sftp))('.')
    const comfyui = entries.find(({ filename }) => filename === 'comfyui')
    expect(comfyui?.attrs.isDirectory()).toBe(true)
    expect(comfyui?.longname).toMatch(/^drwx.* comfyui$/)
    expect(await names('comfyui')).toEqual(expect.arrayContaining(['input', 'models', 'output', 'temp']))
  })

  it('can be taken away, and folders when they are empty', async () => {
    await ask(done => sftp.mkdir('empty', done))
    writeFileSync(local('empty/file'), '')
    await expect(ask(done => sftp.rmdir('empty', done))).rejects.toMatchObject({ code: STATUS.FAILURE })
    await ask(done => sftp.unlink('empty/file', done))
    await ask(done => sftp.rmdir('empty', done))
    expect(existsSync(local('empty'))).toBe(false)
  })

  it('stay on one channel in limited number', async () => {
    writeFileSync(local('much'), '')
    const open = promisify<string, 'r', Buffer>((name, flags, done) => sftp.open(name, flags, done))
    const opening = Array.from({ length: 300 }, async () => await open('much', 'r').catch(() => null))
    const handles = (await Promise.all(opening)).filter(handle => handle !== null)
    expect(handles).toHaveLength(256)
  })
})

describe('outside of the login folder', () => {
  const secret = () => path.join(instance.base, 'secret')
  const denied = { code: STATUS.PERMISSION_DENIED }

  beforeAll(() => writeFileSync(secret(), 'not yours'))

  it.each(['../secret', 'comfyui/../../secret', '/etc/passwd', '..', '/', 'none/../../secret'])(
    'nothing is served: %s',
    async name => {
      await expect(ask(done => sftp.stat(name, done))).rejects.toMatchObject(denied)
      await expect(ask(done => sftp.open(name, 'r', done))).rejects.toMatchObject(denied)
      await expect(ask(done => sftp.open(name, 'w', done))).rejects.toMatchObject(denied)
      await expect(ask(done => sftp.realpath(name, done))).rejects.toMatchObject(denied)
      await expect(ask(done => sftp.opendir(name, done))).rejects.toMatchObject(denied)
      await expect(ask(done => sftp.unlink(name, done))).rejects.toMatchObject(denied)
      await expect(ask(done => sftp.rename('comfyui', name, done))).rejects.toMatchObject(denied)
    },
  )

  it('nothing is served over a link either, nor made through one', async () => {
    symlinkSync(instance.base, local('out'))
    symlinkSync(path.join(instance.base, 'new'), local('dangling'))
    await expect(ask(done => sftp.open('out/secret', 'r', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.open('out/new', 'w', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.readdir('out', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.stat('out', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.mkdir('out/folder', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.rename('flags', 'out/flags', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.open('dangling', 'w', done))).rejects.toMatchObject(denied)
    expect(readdirSync(instance.base).toSorted()).toEqual(['disk', 'secret'])
  })

  it('a link can be seen and taken away, but not read or made', async () => {
    symlinkSync(instance.base, local('link'))
    const stats = await promisify(sftp.lstat.bind(sftp))('link')
    expect(stats.isSymbolicLink()).toBe(true)
    await expect(ask(done => sftp.readlink('link', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.symlink('comfyui', 'other', done))).rejects.toMatchObject(denied)
    await ask(done => sftp.unlink('link', done))
    expect(existsSync(instance.base)).toBe(true)
  })

  it('the login folder itself stays where it is', async () => {
    await expect(ask(done => sftp.rename('.', 'comfyui/x', done))).rejects.toMatchObject(denied)
    await expect(ask(done => sftp.rmdir('.', done))).rejects.toMatchObject(denied)
  })
})

it('says where it is, by the paths that programs see', async () => {
  const realpath = promisify(sftp.realpath.bind(sftp))
  expect(await realpath('.')).toBe(instance.folder)
  expect(await realpath('comfyui/output/not/there/yet')).toBe(local('comfyui/output/not/there/yet'))
  writeFileSync(local('absolute'), 'x')
  expect((await contentOf(connection, local('absolute'))).toString()).toBe('x')
})
