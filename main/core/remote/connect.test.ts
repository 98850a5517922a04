import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectSsh } from './connect.ts'
import type { RemoteConnection } from './remote.ts'
import { listenOnLoopback } from './testing/loopback.ts'
import { hasOpenSsh, startOpenSsh } from './testing/openssh-server.ts'
import { newLaneKeys, startSshServer, type TestSshServer } from './testing/ssh-server.ts'

const never = new AbortController().signal

async function contentOf(connection: RemoteConnection, file: string, maxBytes = 100_000_000): Promise<Buffer> {
  const chunks: Buffer[] = []
  await connection.readFile(file, { maxBytes, onChunk: chunk => void chunks.push(chunk), signal: never })
  return Buffer.concat(chunks)
}

async function outputOf(connection: RemoteConnection, command: readonly string[]) {
  const chunks: Buffer[] = []
  const process = await connection.exec(command, { onStdout: chunk => void chunks.push(chunk), signal: never })
  process.end()
  const { code, stderr } = await process.exited
  return { code, stderr, stdout: Buffer.concat(chunks).toString() }
}

async function* broken() {
  yield await Promise.resolve(Buffer.from('half'))
  throw new Error('no more')
}

const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')

describe('over the server in this process', () => {
  let server: TestSshServer
  let connection: RemoteConnection
  const local = (name: string) => path.join(server.folder, name)

  beforeEach(async () => {
    server = await startSshServer()
    connection = await connectSsh(server.spec, never)
  })
  afterEach(async () => {
    connection.close()
    await server.stop()
  })

  test('refuses a host with another key than the pinned one', async () => {
    const spec = { ...server.spec, hostPublicKey: newLaneKeys().host.public }
    await expect(connectSsh(spec, never)).rejects.toMatchObject({ code: 'host-key-mismatch' })
  })

  test('tells a refused login from a host that is not there', async () => {
    const spec = { ...server.spec, clientPrivateKey: newLaneKeys().client.private }
    await expect(connectSsh(spec, never)).rejects.toMatchObject({ code: 'login-refused' })
    await expect(connectSsh({ ...server.spec, user: 'else' }, never)).rejects.toMatchObject({ code: 'login-refused' })
    await expect(connectSsh({ ...server.spec, port: 1 }, never)).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('gives up on abort while a server says nothing', async () => {
    const silent = createServer()
    const port = await listenOnLoopback(silent)
    const abort = new AbortController()
    const connecting = connectSsh({ ...server.spec, port }, abort.signal)
    const [socket] = await once(silent, 'connection')
    abort.abort(new Error('enough'))
    await expect(connecting).rejects.toThrow('enough')
    socket.destroy()
    silent.close()
  })

  test('words reach the command exactly as given', async () => {
    const words = ['a b', "it's", '$HOME', '`id`', '', '-n', 'ü "x" \\ *', 'line\nbreak']
    const { stdout } = await outputOf(connection, ['printf', '%s|', ...words])
    expect(stdout).toBe(words.map(word => `${word}|`).join(''))
  })

  test('tells status and complaints of a command', async () => {
    const ended = await outputOf(connection, ['sh', '-c', 'echo out; echo sorry >&2; exit 3'])
    expect(ended).toEqual({ code: 3, stderr: 'sorry\n', stdout: 'out\n' })
  })

  test('what is written goes to the command', async () => {
    const chunks: Buffer[] = []
    const process = await connection.exec(['cat'], { onStdout: chunk => void chunks.push(chunk), signal: never })
    process.write('one\n')
    process.write('two\n')
    process.end()
    await process.exited
    expect(Buffer.concat(chunks).toString()).toBe('one\ntwo\n')
  })

  test('an abort ends a running command', async () => {
    const abort = new AbortController()
    const process = await connection.exec(['sleep', '600'], { onStdout: () => undefined, signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(process.exited).rejects.toThrow('enough')
  })

  test('a command that runs longer than it may is ended', async () => {
    const process = await connection.exec(['sleep', '600'], {
      onStdout: () => undefined,
      signal: never,
      deadlineMs: 100,
    })
    await expect(process.exited).rejects.toThrow('not done within 0.1 s')
  })

  test('reads large, small, empty and oddly named files whole', async () => {
    const files = { 'a.png': randomBytes(20_000_000), 'b.png': randomBytes(7), 'ü – 狐.png': Buffer.alloc(0) }
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(local(name), content)
      expect(hash(await contentOf(connection, name))).toBe(hash(content))
    }
  })

  test('short answers in the middle of a file are no end', async () => {
    server.behaviour.maxAnswerBytes = 30_000
    const content = randomBytes(300_001)
    writeFileSync(local('a.png'), content)
    expect(hash(await contentOf(connection, 'a.png', content.length))).toBe(hash(content))
  })

  test('a file larger than allowed is refused, also one without an end', async () => {
    writeFileSync(local('a.png'), randomBytes(1001))
    expect(await contentOf(connection, 'a.png', 1001)).toHaveLength(1001)
    await expect(contentOf(connection, 'a.png', 1000)).rejects.toMatchObject({ code: 'too-large' })
    server.behaviour.onRead = () => 'endless'
    await expect(contentOf(connection, 'a.png', 5_000_000)).rejects.toMatchObject({ code: 'too-large' })
  })

  test('a missing file is told from one that cannot be read', async () => {
    await expect(contentOf(connection, 'none.png')).rejects.toMatchObject({ code: 'missing-file' })
    writeFileSync(local('a.png'), 'x')
    server.behaviour.onRead = () => 'fail'
    await expect(contentOf(connection, 'a.png')).rejects.toMatchObject({ code: 'remote-failed' })
  })

  test('a line that breaks in the middle of a file rejects all that is open', async () => {
    writeFileSync(local('a.png'), randomBytes(2_000_000))
    server.behaviour.onRead = (_file, position) => (position > 1_000_000 ? 'drop' : 'serve')
    const process = await connection.exec(['sleep', '600'], { onStdout: () => undefined, signal: never })
    await expect(contentOf(connection, 'a.png')).rejects.toMatchObject({ code: 'lost' })
    await expect(process.exited).rejects.toMatchObject({ code: 'lost' })
    await connection.closed
    await expect(connection.mkdir('x', never)).rejects.toMatchObject({ code: 'lost' })
  })

  test('an abort ends a read that gets no answer', async () => {
    writeFileSync(local('a.png'), 'x')
    const abort = new AbortController()
    server.behaviour.onRead = () => {
      abort.abort(new Error('enough'))
      return 'silent'
    }
    const reading = connection.readFile('a.png', { maxBytes: 10, onChunk: () => undefined, signal: abort.signal })
    await expect(reading).rejects.toThrow('enough')
  })

  test('200 files at once', async () => {
    const contents = Array.from({ length: 200 }, () => randomBytes(3000))
    contents.forEach((content, index) => writeFileSync(local(`${index}.png`), content))
    const read = await Promise.all(contents.map((_, index) => contentOf(connection, `${index}.png`)))
    expect(read.map(hash)).toEqual(contents.map(hash))
  })

  test('puts a file in the place of another where the server cannot replace', async () => {
    writeFileSync(local('share'), 'old')
    await connection.putFile('share', Buffer.from('new'), never)
    expect(readFileSync(local('share'), 'utf8')).toBe('new')
    expect(readdirSync(server.folder).toSorted()).toEqual(['comfyui', 'share'])
  })

  test('a file whose making fails leaves nothing behind, not even in part', async () => {
    await expect(connection.putFile('share', broken(), never)).rejects.toThrow('no more')
    await connection.mkdir('after', never)
    expect(readdirSync(server.folder).toSorted()).toEqual(['after', 'comfyui'])
  })

  test('makes folders, and those that exist are as good', async () => {
    await connection.mkdir('a/b/c', never)
    await connection.mkdir('a/b/c', never)
    expect(existsSync(local('a/b/c'))).toBe(true)
    writeFileSync(local('file'), '')
    await expect(connection.mkdir('file/x', never)).rejects.toMatchObject({ code: 'remote-failed' })
  })
})

describe.skipIf(!hasOpenSsh)('over OpenSSH (skipped where /usr/sbin/sshd is missing)', () => {
  test('runs, writes, replaces and reads', async () => {
    const server = await startOpenSsh()
    const connection = await connectSsh(server.spec, never)
    try {
      const file = path.join(server.folder, 'deep', 'ü 狐.bin')
      const content = randomBytes(20_000_000)
      await connection.mkdir(path.dirname(file), never)
      await connection.mkdir(path.dirname(file), never)
      await connection.putFile(file, Buffer.from('old'), never)
      await connection.putFile(file, content, never)
      expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)])
      expect(hash(await contentOf(connection, file, content.length))).toBe(hash(content))
      expect(await outputOf(connection, ['printf', '%s', "it's $HOME"])).toMatchObject({
        code: 0,
        stdout: "it's $HOME",
      })
      await expect(contentOf(connection, `${file}.none`)).rejects.toMatchObject({ code: 'missing-file' })
      mkdirSync(path.join(server.folder, 'many'))
      const names = Array.from({ length: 200 }, (_, index) => path.join(server.folder, 'many', `${index}.png`))
      for (const name of names) writeFileSync(name, name)
      const read = await Promise.all(names.map(name => contentOf(connection, name)))
      expect(read.map(String)).toEqual(names)
      const echo = createServer(socket => socket.pipe(socket))
      const tunnel = await connection.tunnel(await listenOnLoopback(echo), never)
      tunnel.write('there and back')
      expect(String(await once(tunnel, 'data'))).toBe('there and back')
      tunnel.destroy()
      echo.close()
      await expect(connection.tunnel(1, never)).rejects.toMatchObject({ code: 'remote-failed' })
      const stranger = { ...server.spec, hostPublicKey: newLaneKeys().host.public }
      await expect(connectSsh(stranger, never)).rejects.toMatchObject({ code: 'host-key-mismatch' })
    } finally {
      connection.close()
      await connection.closed
      await server.stop()
    }
  })
})
