import { Ajv2019 } from 'ajv/dist/2019.js'
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os, { userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createKeyPair } from '../../remote/key-pair.ts'
import { bootFromCloudInit, bootFromEnv } from '../testing/clouds/simulator.ts'
import { cloudInit } from './cloud-init.ts'
import { COMMAND, containerEnv, ON_START } from './container.ts'
import { bootEnv, bootFiles, DESCRIPTION, lines, type EndsBy } from './description.ts'
import { dockerfile, setupScript } from './image.ts'

const run = promisify(execFile)
const folder = mkdtempSync(path.join(os.tmpdir(), 'burst-boot-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const KEYS = { client: createKeyPair("it's me"), host: createKeyPair('host') }
const SPEC = {
  name: 'burst-0a1b2c3d-00112233445566aa-0123456789',
  clientPublicKey: KEYS.client.public,
  hostPrivateKey: KEYS.host.private,
  endByMs: 1_800_000_000_500,
  lastEndMs: 1_800_003_600_000,
  private: true,
  packs: [],
}
const hasBash = spawnSync('bash', ['--version']).status === 0
const shellcheck = spawnSync('shellcheck', ['--version']).status === 0 ? 'shellcheck' : null
const isDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb')

describe('boot data of a virtual machine', () => {
  const text = cloudInit(SPEC, { user: 'burst', endsBy: { kind: 'nothing' }, volume: null })
  const config: Record<string, unknown> = parse(text)

  it('have the host key before anything else, one key that may log in, and no password', () => {
    expect(text.startsWith('#cloud-config\n')).toBe(true)
    expect(bootFromCloudInit(text)).toEqual({
      hostPrivateKey: `${KEYS.host.private.trimEnd()}\n`,
      clientPublicKeys: [KEYS.client.public.trim()],
    })
    expect(config).toMatchObject({
      ssh_deletekeys: true,
      ssh_pwauth: false,
      disable_root: true,
      ssh_genkeytypes: ['ed25519'],
    })
    expect(config['ssh_keys']).toMatchObject({
      ed25519_public: expect.stringContaining(KEYS.host.public.split(' ')[1] ?? '-'),
    })
  })

  it('fit into what clouds take', () => expect(Buffer.byteLength(text)).toBeLessThan(48_000))

  it.skipIf(!isDebian)('keep to the published schema of cloud-init', async context => {
    const got = await run('apt-get', ['download', '-qq', 'cloud-init'], { cwd: folder }).catch(() => null)
    if (got === null) return context.skip('cloud-init cannot be fetched here to read its schema')
    const deb = readdirSync(folder).find(name => name.endsWith('.deb')) ?? ''
    await run('dpkg-deb', ['-x', deb, 'unpacked'], { cwd: folder })
    const schemas = 'unpacked/usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json'
    const { $schema: _draft, ...schema }: Record<string, unknown> = JSON.parse(
      readFileSync(path.join(folder, schemas), 'utf8'),
    )
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ ...config, ssh_pwauth: ['no'] })).toBe(false)
  })
})

describe('boot data of a container', () => {
  const env = containerEnv(SPEC, { kind: 'vast', api: 'https://console.vast.ai/api/v0' }, null)
  it('unpack to what was packed', () => {
    expect(bootFromEnv(env)).toEqual({
      hostPrivateKey: KEYS.host.private,
      clientPublicKeys: [expect.stringContaining(KEYS.client.public.split(' ')[1] ?? '-')],
    })
    expect(env.PUBLIC_KEY).toBe(KEYS.client.public.trim())
    expect(env.BURST_BOOT).toMatch(/^[A-Za-z0-9+/=]+$/)
    expect(env.BURST_BOOT.length).toBeLessThan(16_000)
  })

  it('start by a command that never ends, or beside what the image starts', () => {
    expect(COMMAND).toMatch(/sleep infinity"$/)
    expect(ON_START.length).toBeLessThan(1000)
  })
})

it.skipIf(!hasBash)('variables are read by a shell as they were meant', async () => {
  const file = path.join(folder, 'quoting.env')
  const value = `a 'b' "c" $HOME \`id\` \\ #d`
  writeFileSync(file, lines({ VALUE: value }))
  const { stdout } = await run('bash', ['-c', `. "${file}"; printf %s "$VALUE"`])
  expect(stdout).toBe(value)
})

describe.skipIf(shellcheck === null)('shellcheck has nothing to say about', () => {
  const check = async (name: string, text: string) => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    const { stdout } = await run('shellcheck', ['-x', file]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  }
  it.each(Object.keys(bootFiles()).filter(name => name.endsWith('.sh')))('%s', async name => {
    await check(name, readFileSync(path.join(import.meta.dirname, '../../../../resources/instance', name), 'utf8'))
  })
  it('the script to run by hand', async () => await check('by-hand.sh', setupScript()))
  it('the start of a container', async () => await check('start.sh', `#!/usr/bin/env bash\n${ON_START}\n`))
})

it('the image is made of the same description', () => {
  const text = dockerfile()
  expect(text).toContain(`FROM ${DESCRIPTION.image}`)
  const [, packed = ''] = /'([A-Za-z0-9+/=]+)' \| base64 -d > \/opt\/burst\/setup\.sh/.exec(text) ?? []
  expect(Buffer.from(packed, 'base64').toString()).toBe(bootFiles()['setup.sh'])
  for (const variable of ['COMFYUI_TAG', 'COMFYUI_COMMIT', 'TORCH_VERSION']) {
    const [, env = ''] = /'([A-Za-z0-9+/=]+)' \| base64 -d > \/opt\/burst\/boot\.env/.exec(text) ?? []
    expect(Buffer.from(env, 'base64').toString()).toContain(`${variable}=`)
  }
})

function endsBy({ kind, api }: { kind: 'vast' | 'runpod' | 'ovh'; api: string }): EndsBy {
  if (kind !== 'ovh') return { kind, api }
  return { kind, api, project: 'p1', tokens: `${api}/token`, clientId: 'EU.1', clientSecret: 's3cret' }
}

describe.skipIf(!hasBash || process.platform === 'win32')('the end of an instance', () => {
  /** The real script, with commands that only say what they were asked, and a clock that is told. */
  async function atItsEnd(
    how: { moved?: number; of?: string; api: string; kind: 'vast' | 'runpod' | 'ovh' },
    nowSeconds: number,
  ) {
    const place = mkdtempSync(path.join(folder, 'end-'))
    const bin = path.join(place, 'bin')
    const home = path.join(place, 'home')
    mkdirSync(bin)
    mkdirSync(path.join(home, 'burst'), { recursive: true })
    const stub = (name: string, text: string) => {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`)
      chmodSync(path.join(bin, name), 0o755)
    }
    stub('date', `echo ${nowSeconds}`)
    stub('pkill', 'exit 0')
    stub('sleep', 'exec /bin/sleep 0.2')
    const env = bootEnv(SPEC, { kind: 'container', user: 'root', endsBy: endsBy(how), volume: null })
    writeFileSync(path.join(place, 'boot.env'), `${env}BURST_HOME='${home}'\n`)
    if (how.moved !== undefined) writeFileSync(path.join(home, 'burst/end-by'), `${how.moved}\n`)
    writeFileSync(path.join(place, 'machine'), `${how.of ?? SPEC.name}\n`)
    const first = 'CONTAINER_ID=42\0CONTAINER_API_KEY=own-key\0RUNPOD_POD_ID=pod7\0RUNPOD_API_KEY=pod-key\0'
    writeFileSync(path.join(place, 'environ'), first)
    const child = execFile('bash', [path.join(import.meta.dirname, '../../../../resources/instance/end.sh')], {
      env: {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        BURST_BOOT_ENV: path.join(place, 'boot.env'),
        BURST_FIRST_PROCESS: path.join(place, 'environ'),
        BURST_MACHINE_FILE: path.join(place, 'machine'),
        BURST_METADATA: how.api,
      },
    })
    return child
  }

  async function orders(
    how: { moved?: number; of?: string; kind: 'vast' | 'runpod' | 'ovh' },
    nowSeconds: number,
    waitMs = 8000,
  ) {
    const asked: string[] = []
    const first = Promise.withResolvers<void>()
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
      if (request.url?.includes('meta_data') === true) return response.end('{"uuid": "0f-1e", "name": "burst-x"}')
      if (request.url === '/token') return response.end('{"access_token":"an-hour","expires_in":3599}')
      response.end('{"success":true}')
      first.resolve()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const child = await atItsEnd({ ...how, api }, nowSeconds)
    await Promise.race([first.promise, delay(waitMs)])
    const over = once(child, 'exit')
    child.kill('SIGKILL')
    await over
    server.closeAllConnections()
    server.close()
    return asked
  }
  it('is asked for by the account that was made for it, where the provider gives no key', async () => {
    const asked = await orders({ kind: 'ovh' }, END)
    expect(asked.map(order => order.replace(/ undefined$/, ''))).toEqual([
      'GET /openstack/latest/meta_data.json',
      'POST /token',
      'DELETE /cloud/project/p1/instance/0f-1e Bearer an-hour',
    ])
  })

  const END = 1_800_000_000
  const LAST = 1_800_003_600

  it('is asked for with the key that is good for nothing else, at the instant of its boot data', async () => {
    expect((await orders({ kind: 'vast' }, END))[0]).toBe('DELETE /instances/42/ Bearer own-key')
    expect((await orders({ kind: 'runpod' }, END))[0]).toBe('DELETE /pods/pod7 Bearer pod-key')
  })
  it('does not come before', async () => expect(await orders({ kind: 'vast' }, END - 1, 700)).toEqual([]))
  it('is put off by the app', async () =>
    expect(await orders({ kind: 'vast', moved: END + 600 }, END, 700)).toEqual([]))
  it('is not brought forward by what an image brings from another machine', async () =>
    expect(await orders({ kind: 'vast', moved: END - 600, of: 'burst-another' }, END - 300, 700)).toEqual([]))
  it('is never put off beyond the last instant', async () =>
    expect(await orders({ kind: 'vast', moved: LAST + 9999 }, LAST)).not.toEqual([]))
})

describe.skipIf(!hasBash || process.platform === 'win32')('a machine that starts from an image', () => {
  const made = (home: string, ...files: string[]) => {
    for (const file of files) {
      mkdirSync(path.dirname(path.join(home, file)), { recursive: true })
      writeFileSync(path.join(home, file), 'of another machine\n')
    }
  }
  const there = (home: string, file: string) => existsSync(path.join(home, file))

  it('keeps its models and nothing else of the machine before, and does so once', () => {
    const place = mkdtempSync(path.join(folder, 'image-'))
    const home = path.join(place, 'home')
    const user = userInfo().username
    made(home, 'burst/lane/journal.jsonl', 'burst/end-by', 'comfyui/models/vae/a.safetensors', 'comfyui/input/mine.png')
    made(home, '.ssh/authorized_keys')
    symlinkSync(path.join(place, 'memory-of-another-machine'), path.join(home, 'comfyui/output'))
    const env = bootEnv(SPEC, { kind: 'vm', user, endsBy: { kind: 'nothing' }, volume: null })
    writeFileSync(path.join(place, 'boot.env'), `${env}BURST_HOME='${home}'\n`)
    const begin = () =>
      execFileSync('bash', [path.join(import.meta.dirname, '../../../../resources/instance/machine.sh')], {
        env: {
          ...process.env,
          BURST_BOOT_ENV: path.join(place, 'boot.env'),
          BURST_MACHINE_FILE: path.join(place, 'machine'),
        },
      })

    begin()
    expect(there(home, 'comfyui/models/vae/a.safetensors')).toBe(true)
    expect(['burst/lane', 'burst/end-by', 'comfyui/input/mine.png'].filter(file => there(home, file))).toEqual([])
    expect(lstatSync(path.join(home, 'comfyui/output')).isDirectory()).toBe(true)
    expect(readFileSync(path.join(home, '.ssh/authorized_keys'), 'utf8')).toBe(`${KEYS.client.public.trim()}\n`)

    made(home, 'burst/lane/journal.jsonl')
    begin()
    expect(there(home, 'burst/lane/journal.jsonl')).toBe(true)
  })
})

describe.skipIf(!hasBash || process.platform === 'win32')('a model volume', () => {
  const ID = '3cb070d6-2e7b-4780-86e2-c9eb147753e7'

  /** The real script, with commands that only say what they were asked; `blkid` finds a file system or none. */
  async function mounted(disk: { name: string; content: Buffer } | null, { known = false, path: at = '' } = {}) {
    const place = mkdtempSync(path.join(folder, 'volume-'))
    const [bin, disks] = [path.join(place, 'bin'), path.join(place, 'disks')]
    for (const each of [bin, disks]) mkdirSync(each)
    if (disk) writeFileSync(path.join(disks, disk.name), disk.content)
    const stub = (name: string, text: string) => {
      writeFileSync(path.join(bin, name), `#!/bin/sh\necho "${name} $*" >>"${place}/asked"\n${text}\n`)
      chmodSync(path.join(bin, name), 0o755)
    }
    for (const name of ['mkfs.ext4', 'mount']) stub(name, 'exit 0')
    stub('blkid', `exit ${known ? 0 : 2}`)
    stub('mountpoint', 'exit 1')
    stub('sleep', 'exit 0')
    const volume = { path: at === '' ? path.join(place, 'mnt') : at, disk: at === '' ? ID : null }
    const env = bootEnv(SPEC, { kind: 'vm', user: userInfo().username, endsBy: { kind: 'nothing' }, volume })
    writeFileSync(path.join(place, 'boot.env'), env)
    const ended = await run('bash', [path.join(import.meta.dirname, '../../../../resources/instance/volume.sh')], {
      env: {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        BURST_BOOT_ENV: path.join(place, 'boot.env'),
        BURST_DISKS: disks,
        BURST_VOLUME_PATIENCE: '3',
      },
    })
      .then(({ stderr }) => ({ code: 0, stderr }))
      .catch(({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }))
    const asked = existsSync(path.join(place, 'asked')) ? readFileSync(path.join(place, 'asked'), 'utf8') : ''
    const orders = asked.split('\n').filter(line => /^(mkfs|mount )/.test(line))
    return { ...ended, orders, has: existsSync(path.join(volume.path, 'models')), disks, volume }
  }

  const empty = Buffer.alloc(17 << 20)
  const used = Buffer.concat([Buffer.alloc(1 << 20), Buffer.from('something'), Buffer.alloc(16 << 20)])

  it.each([`virtio-${ID.slice(0, 20)}`, `scsi-0QEMU_QEMU_HARDDISK_${ID}`])(
    'that was never written to gets a file system, by whatever name it appears: %s',
    async name => {
      const { code, orders, has, disks, volume } = await mounted({ name, content: empty })
      const disk = path.join(disks, name)
      expect({ code, orders, has }).toEqual({
        code: 0,
        orders: [`mkfs.ext4 -q -m 0 ${disk}`, `mount ${disk} ${volume.path}`],
        has: true,
      })
    },
  )
  it('that has one is mounted as it is', async () => {
    const { code, orders } = await mounted({ name: `virtio-${ID.slice(0, 20)}`, content: used }, { known: true })
    expect({ code, orders }).toMatchObject({ code: 0, orders: [expect.stringMatching(/^mount /)] })
  })
  it('that holds anything else is left alone', async () => {
    const { code, orders, stderr } = await mounted({ name: `virtio-${ID.slice(0, 20)}`, content: used })
    expect({ code, orders, stderr }).toEqual({
      code: 1,
      orders: [],
      stderr: 'it holds something that is no file system\n',
    })
  })
  it('that does not come is not waited for for ever', async () => {
    const others = { name: `virtio-${ID.slice(0, 20)}-part1`, content: empty }
    expect(await mounted(others)).toMatchObject({ code: 1, orders: [], stderr: `the disk ${ID} did not appear\n` })
    const nowhere = path.join(folder, 'nowhere')
    expect(await mounted(null, { path: nowhere })).toMatchObject({ stderr: `nothing is mounted at ${nowhere}\n` })
  })
  it('that its seller mounts needs no more than a folder', async () => {
    const at = mkdtempSync(path.join(folder, 'mounted-'))
    expect(await mounted(null, { path: at })).toMatchObject({ code: 0, orders: [], has: true })
  })
})

describe.skipIf(spawnSync('git', ['--version']).status !== 0 || !hasBash)('ComfyUI', () => {
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd,
      encoding: 'utf8',
    }).trim()

  it('comes around what was sent before it, and is the commit that was meant', async () => {
    const place = mkdtempSync(path.join(folder, 'comfyui-'))
    const [origin, home] = [path.join(place, 'origin'), path.join(place, 'home')]
    mkdirSync(path.join(origin, 'models/checkpoints'), { recursive: true })
    writeFileSync(path.join(origin, 'main.py'), 'print()\n')
    writeFileSync(path.join(origin, 'models/checkpoints/put_checkpoints_here'), '')
    git(origin, 'init', '-q')
    git(origin, 'add', '.')
    git(origin, 'commit', '-q', '-m', 'one')
    git(origin, 'tag', 'v1')
    const commit = git(origin, 'rev-parse', 'HEAD')
    const sent = path.join(home, 'comfyui/models/.by-hash/aa.part')
    mkdirSync(path.dirname(sent), { recursive: true })
    writeFileSync(sent, 'half of it')
    const fetched = async (wanted: string) => {
      const env = { BURST_HOME: home, COMFYUI_REPOSITORY: origin, COMFYUI_TAG: 'v1', COMFYUI_COMMIT: wanted }
      writeFileSync(path.join(place, 'boot.env'), lines(env))
      return await run('bash', [path.join(import.meta.dirname, '../../../../resources/instance/comfyui.sh')], {
        env: {
          ...process.env,
          BURST_BOOT_ENV: path.join(place, 'boot.env'),
          BURST_GITCONFIG: path.join(place, 'gitconfig'),
        },
      })
    }

    await fetched(commit.slice(0, 8))
    await fetched(commit.slice(0, 8))
    expect(readFileSync(sent, 'utf8')).toBe('half of it')
    expect(existsSync(path.join(home, 'comfyui/main.py'))).toBe(true)
    expect(existsSync(path.join(home, 'comfyui/models/checkpoints/put_checkpoints_here'))).toBe(true)
    await expect(fetched('0123abcd')).rejects.toMatchObject({
      stderr: expect.stringContaining(`v1 is now commit ${commit}`),
    })
  })

  it('has the packs of nodes of the allow-list, each at its commit, also where an older one is there', async () => {
    const place = mkdtempSync(path.join(folder, 'nodes-'))
    const [origin, home] = [path.join(place, 'origin'), path.join(place, 'home')]
    mkdirSync(origin)
    git(origin, 'init', '-q')
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    const committed = (text: string) => {
      writeFileSync(path.join(origin, '__init__.py'), text)
      git(origin, 'add', '.')
      git(origin, 'commit', '-q', '-m', text)
      return git(origin, 'rev-parse', 'HEAD')
    }
    const [first, second] = [committed('one'), committed('two')]
    const pip = path.join(place, 'pip')
    writeFileSync(pip, `#!/bin/sh\nprintf '%s|' "$@" >>${place}/asked\n`)
    chmodSync(pip, 0o755)
    const installed = async (commit: string) => {
      const env = {
        BURST_HOME: home,
        BURST_NODE_PACKS: `A-Pack ${origin} ${commit}\nB-Pack ${origin} ${first}`,
        BURST_NODE_REQUIREMENTS: 'thing>=1.2 other',
      }
      writeFileSync(path.join(place, 'boot.env'), lines(env))
      return await run('bash', [path.join(import.meta.dirname, '../../../../resources/instance/nodes.sh')], {
        env: {
          ...process.env,
          BURST_BOOT_ENV: path.join(place, 'boot.env'),
          BURST_GITCONFIG: path.join(place, 'gitconfig'),
          BURST_PIP: pip,
          BURST_CONSTRAINTS: 'constraints.txt',
        },
      })
    }
    const content = (pack: string) => readFileSync(path.join(home, 'comfyui/custom_nodes', pack, '__init__.py'), 'utf8')
    await installed(first)
    expect([content('A-Pack'), content('B-Pack')]).toEqual(['one', 'one'])
    await installed(second)
    expect([content('A-Pack'), content('B-Pack')]).toEqual(['two', 'one'])
    expect(readFileSync(path.join(place, 'asked'), 'utf8')).toBe(
      'install|-q|--no-cache-dir|-c|constraints.txt|thing>=1.2|other|'.repeat(2),
    )
    await expect(installed('0'.repeat(40))).rejects.toMatchObject({ code: expect.any(Number) })
  })

  it('runs once for each card, on a port of its own and with temporary files of its own', async () => {
    const place = mkdtempSync(path.join(folder, 'cards-'))
    const [bin, venv, home] = [path.join(place, 'bin'), path.join(place, 'venv/bin'), path.join(place, 'home')]
    for (const each of [bin, venv, path.join(home, 'comfyui/user'), path.join(home, 'burst')])
      mkdirSync(each, { recursive: true })
    const program = (file: string, text: string) => {
      writeFileSync(file, `#!/bin/sh\n${text}\n`)
      chmodSync(file, 0o755)
    }
    program(path.join(bin, 'nvidia-smi'), 'printf "GPU 0: one\\nGPU 1: other\\n"')
    program(path.join(venv, 'python'), `echo "$@" >>${place}/started; exec sleep 60`)
    program(path.join(bin, 'python3'), `echo "$COMFYUI_URL" >>${place}/worker; exec sleep 60`)
    writeFileSync(path.join(home, 'burst/worker.py'), '')
    writeFileSync(path.join(place, 'machine'), 'this')
    writeFileSync(path.join(place, 'boot.env'), lines({ BURST_HOME: home, BURST_MACHINE: 'this', BURST_PRIVATE: '0' }))
    const child = spawn('bash', [path.join(import.meta.dirname, '../../../../resources/instance/run.sh')], {
      detached: true,
      stdio: 'ignore',
      env: {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        BURST_BOOT_ENV: path.join(place, 'boot.env'),
        BURST_MACHINE_FILE: path.join(place, 'machine'),
        BURST_VENV: path.join(place, 'venv'),
      },
    })
    const read = (name: string) =>
      existsSync(path.join(place, name)) ? readFileSync(path.join(place, name), 'utf8') : ''
    try {
      while (read('started').trim().split('\n').length < 2 || read('worker') === '') await delay(20)
    } finally {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    }
    const started = read('started').trim().split('\n')
    const each = (pattern: RegExp) => new Set(started.map(line => pattern.exec(line)?.[1]))
    expect(each(/--port (\d+)/)).toEqual(new Set(['8188', '8189']))
    expect(each(/--cuda-device (\d)/)).toEqual(new Set(['0', '1']))
    expect(each(/--temp-directory (\S+)/).size).toBe(2)
    expect(each(/--user-directory (\S+)/).size).toBe(2)
    expect(read('worker')).toBe('http://127.0.0.1:8188 http://127.0.0.1:8189\n')
  })
})
