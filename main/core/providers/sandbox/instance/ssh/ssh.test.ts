import { once } from 'node:events'
import path from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newLaneKeys } from '../../../../remote/testing/ssh-server.ts'
import { connectSsh } from '../../../../remote/connect.ts'
import type { RemoteConnection } from '../../../../remote/remote.ts'
import { isAlive, run, signal, TestInstance } from '../testing/test-instance.ts'

let instance: TestInstance
let connection: RemoteConnection

beforeAll(async () => {
  instance = new TestInstance()
  connection = await instance.connect()
})
afterAll(async () => await instance.end())

const python = async (code: string, input = '') => await run(connection, ['python3', '-c', code], input)

/** A bare client, for what the app's own does not do. */
async function bareClient(): Promise<ssh2.Client> {
  const { host, port, user, clientPrivateKey } = await instance.spec()
  const client = new ssh2.Client()
  client.connect({ host, port, username: user, privateKey: clientPrivateKey })
  client.setNoDelay(true)
  await once(client, 'ready')
  return client
}

describe('logging in', () => {
  it('refuses another key, another user and a password', async () => {
    const spec = await instance.spec()
    const stranger = { ...spec, clientPrivateKey: newLaneKeys().client.private }
    await expect(connectSsh(stranger, signal())).rejects.toMatchObject({ code: 'login-refused' })
    await expect(connectSsh({ ...spec, user: 'root' }, signal())).rejects.toMatchObject({ code: 'login-refused' })
    const client = new ssh2.Client()
    client.connect({ host: spec.host, port: spec.port, username: spec.user, password: '' })
    const [error] = await once(client, 'error')
    expect(error).toMatchObject({ level: 'client-authentication' })
  })

  it('shows the host key it was given', async () => {
    const spec = { ...(await instance.spec()), hostPublicKey: newLaneKeys().host.public }
    await expect(connectSsh(spec, signal())).rejects.toMatchObject({ code: 'host-key-mismatch' })
  })
})

describe('programs', () => {
  it('tell status, output and complaints', async () => {
    const ended = await python('import sys; print("out"); print("sorry", file=sys.stderr); sys.exit(3)')
    expect(ended).toEqual({ code: 3, stdout: 'out\n', stderr: 'sorry\n' })
  })

  it('get their input, and its end', async () => {
    const { stdout } = await python('import sys; print(len(sys.stdin.read()))', 'x'.repeat(3_000_000))
    expect(stdout).toBe('3000000\n')
  })

  it('get their words as they were given', async () => {
    const words = ['a b', "it's", '$HOME', '`id`', '', '-n', 'ü "x" \\ *', 'line\nbreak', '#', '~', 'a=b', '{1,2}']
    const { stdout } = await run(connection, [
      'python3',
      '-c',
      'import sys, json; print(json.dumps(sys.argv[1:]))',
      ...words,
    ])
    expect(JSON.parse(stdout)).toEqual(words)
  })

  it('run in the login folder and know where ComfyUI is', async () => {
    const { stdout } = await python(
      'import os; print(os.getcwd(), os.environ["COMFYUI_OUTPUT"], os.environ["COMFYUI_URL"])',
    )
    const [cwd, output, url] = stdout.trim().split(' ')
    expect([cwd, output]).toEqual([instance.folder, path.join(instance.folder, 'comfyui', 'output')])
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('may say much on both ways out at once', async () => {
    const code = 'import sys\nfor n in range(200): sys.stdout.write("o" * 50000); sys.stderr.write("e" * 50000)'
    const client = await bareClient()
    const lengths = await new Promise<number[]>((resolve, reject) =>
      client.exec(`python3 -c '${code}'`, (error, channel) => {
        if (error) return reject(error)
        const counted = [0, 0]
        channel.on('data', (chunk: Buffer) => (counted[0] = (counted[0] ?? 0) + chunk.length))
        channel.stderr.on('data', (chunk: Buffer) => (counted[1] = (counted[1] ?? 0) + chunk.length))
        channel.on('close', () => resolve(counted))
      }),
    )
    client.end()
    expect(lengths).toEqual([10_000_000, 10_000_000])
  })

  it('may fill the window on one way out and then on the other', async () => {
    const code = 'import sys; sys.stdout.write("o" * 5000000); sys.stdout.flush(); sys.stderr.write("e" * 5000000)'
    const client = await bareClient()
    const [stdout, stderr] = await new Promise<Buffer[]>((resolve, reject) =>
      client.exec(`python3 -c '${code}'`, (error, channel) => {
        if (error) return reject(error)
        const heard: [Buffer[], Buffer[]] = [[], []]
        // Nobody listens for a while, so the program has to wait for the window: first with its output, later with
        // its complaints.
        setTimeout(() => channel.on('data', (chunk: Buffer) => heard[0].push(chunk)), 200)
        setTimeout(() => channel.stderr.on('data', (chunk: Buffer) => heard[1].push(chunk)), 600)
        channel.on('close', () => resolve(heard.map(each => Buffer.concat(each))))
      }),
    )
    client.end()
    expect(stdout?.equals(Buffer.alloc(5_000_000, 'o'))).toBe(true)
    expect(stderr?.equals(Buffer.alloc(5_000_000, 'e'))).toBe(true)
  })

  it('that do not exist are told of', async () => {
    const { code, stderr } = await run(connection, ['there-is-no-such-program'])
    expect(code).toBe(127)
    expect(stderr).toContain('there-is-no-such-program')
  })

  it('end by the signal that is sent to them', async () => {
    const client = await bareClient()
    const ended = new Promise<unknown[]>((resolve, reject) =>
      client.exec('python3 -c "import time; print(1, flush=True); time.sleep(600)"', (error, channel) => {
        if (error) return reject(error)
        channel.once('data', () => channel.signal('TERM'))
        channel.on('exit', (...how: unknown[]) => resolve(how))
      }),
    )
    expect((await ended).slice(0, 2)).toEqual([null, 'SIGTERM'])
    client.end()
  })

  it('are ended when nobody listens any more', async () => {
    const other = await instance.connect()
    let output = ''
    const code = 'import os, time; print(os.getpid(), flush=True); time.sleep(600)'
    await other.exec(['python3', '-c', code], { onStdout: text => (output += String(text)), signal: signal() })
    await instance.until('it runs', () => output.endsWith('\n'))
    const pid = Number(output)
    expect(isAlive(pid)).toBe(true)
    other.close()
    await instance.until('it is gone', () => !isAlive(pid))
  })

  it.skipIf(process.platform === 'win32')('may be whatever a shell can do', async () => {
    const client = await bareClient()
    const output = new Promise<string>((resolve, reject) =>
      client.exec('for n in 1 2 3; do echo $n; done | wc -l; pwd', (error, channel) => {
        if (error) return reject(error)
        let text = ''
        channel.on('data', (chunk: Buffer) => (text += String(chunk)))
        channel.on('close', () => resolve(text))
      }),
    )
    expect((await output).split('\n').map(line => line.trim())).toEqual(['3', instance.folder, ''])
    client.end()
  })

  it('are at most ten at once on a connection, as with sshd', async () => {
    const client = await bareClient()
    const open = async () =>
      await new Promise<ssh2.ClientChannel>((resolve, reject) =>
        client.exec('python3 -c "import sys; sys.stdin.read()"', (error, channel) =>
          error ? reject(error) : resolve(channel.on('data', () => undefined)),
        ),
      )
    const channels = await Promise.all(Array.from({ length: 10 }, open))
    await expect(open()).rejects.toThrow(/channel open failure/i)
    const [first] = channels
    if (!first) throw new Error('no channel')
    const closed = once(first, 'close')
    first.end()
    await closed
    await expect(open()).resolves.toBeDefined()
    client.end()
  })
})

describe('a tunnel', () => {
  const through = async (host: string, port: number) => {
    const client = await bareClient()
    try {
      return await new Promise<string>((resolve, reject) =>
        client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
          if (error) return reject(error)
          let text = ''
          channel.on('data', (chunk: Buffer) => (text += String(chunk)))
          channel.on('close', () => resolve(text))
          channel.on('end', () => channel.end())
          channel.write('GET /system_stats HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
        }),
      )
    } finally {
      client.end()
    }
  }

  it('leads to ComfyUI, by its port and by the usual one', async () => {
    await instance.happened('comfyui-ready')
    const { stdout } = await python('import os; print(os.environ["COMFYUI_URL"])')
    const port = Number(new URL(stdout.trim()).port)
    expect(await through('127.0.0.1', port)).toMatch(/^HTTP\/1\.1 200[^]*comfyui_version/)
    expect(await through('localhost', 8188)).toMatch(/^HTTP\/1\.1 200/)
  })

  it('leads nowhere else', async () => {
    const { port } = await instance.spec()
    await expect(through('127.0.0.1', port)).rejects.toThrow()
    await expect(through('192.0.2.1', 8188)).rejects.toThrow()
  })
})
