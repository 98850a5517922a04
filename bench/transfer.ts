import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ConnectSpec } from '../main/core/remote/remote.ts'

// Memory instead of a disk, before anything asks where temporary files go: the line is measured, not the disk.
if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm'
const { hasOpenSsh, startOpenSsh } = await import('../main/core/remote/testing/openssh-server.ts')

/**
 * Pictures and models over a line: Burst's own SFTP beside rsync, scp and sftp of OpenSSH, against a real sshd, in one run.
 *
 * `home` has 50 Mbit/s and 50 ms there and back; `far` is a fast line to a data centre 60 ms away; `fibre` has 300 Mbit/s and
 * 10 ms. For Burst the table also says how much of one core its process took.
 */
const { values } = parseArgs({
  options: {
    line: { type: 'string', default: 'loopback' },
    files: { type: 'string', default: '500' },
    bytes: { type: 'string', default: '4000000' },
    direction: { type: 'string', default: 'down' },
    beside: { type: 'string', default: 'rsync,scp,sftp' },
  },
})
const LINES: Readonly<Record<string, { bytesPerSecond: number; delayMs: number }>> = {
  loopback: { bytesPerSecond: 0, delayMs: 0 },
  home: { bytesPerSecond: 50e6 / 8, delayMs: 25 },
  far: { bytesPerSecond: 0, delayMs: 30 },
  fibre: { bytesPerSecond: 300e6 / 8, delayMs: 5 },
}
const line = LINES[values.line]
const count = Number(values.files)
const bytes = Number(values.bytes)
if (!line || !(count >= 1) || !(bytes >= 1) || !['down', 'up'].includes(values.direction))
  throw new Error(
    '--line loopback|home|far|fibre, --files N, --bytes N of each, --direction down|up, --beside rsync,scp,sftp',
  )
if (!hasOpenSsh) throw new Error('OpenSSH is missing: install openssh-server')

const RUN = fileURLToPath(new URL('./support/transfer-run.ts', import.meta.url))
const PROXY = fileURLToPath(new URL('./support/line-proxy.ts', import.meta.url))

const sshd = await startOpenSsh()
const proxy = spawn(
  process.execPath,
  [PROXY, String(sshd.spec.port), String(line.bytesPerSecond), String(line.delayMs)],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
try {
  const port = line.bytesPerSecond === 0 && line.delayMs === 0 ? sshd.spec.port : await firstNumber(proxy)
  const remote = path.join(sshd.folder, 'remote')
  const local = path.join(sshd.folder, 'local')
  const [from, to] = values.direction === 'down' ? [remote, local] : [local, remote]
  writeFiles(from)
  const journal =
    values.direction === 'down' ? execFileSync(process.execPath, [RUN, 'hash', '', from], { encoding: 'utf8' }) : ''
  const key = path.join(sshd.folder, 'client_key')
  writeFileSync(key, sshd.spec.clientPrivateKey, { mode: 0o600 })
  const ssh = [
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'LogLevel=ERROR',
    '-i',
    key,
  ]
  const far = `${sshd.spec.user}@127.0.0.1:`
  const endpoints = values.direction === 'down' ? [`${far}${remote}/`, `${local}/`] : [`${local}/`, `${far}${remote}/`]
  const methods: readonly (readonly [name: string, run: () => number | undefined])[] = [
    ['Burst', () => ours({ ...sshd.spec, port }, from, to, journal, 'sftp')],
    ['Burst by rsync', () => ours({ ...sshd.spec, port }, from, to, journal, 'rsync')],
    ['rsync', () => run('rsync', ['-a', '-W', '-e', `ssh -p ${port} ${ssh.join(' ')}`, ...endpoints])],
    ['scp', () => run('scp', ['-q', '-r', '-P', String(port), ...ssh, ...scpEnds(endpoints)])],
    [
      'sftp',
      () => run('sftp', ['-q', '-P', String(port), ...ssh, '-b', batch(from, to), `${sshd.spec.user}@127.0.0.1`]),
    ],
  ]
  process.stdout.write(
    `| ${values.line}, ${values.direction}, ${count} × ${bytes} bytes | seconds | MB/s | of rsync | of a core |\n`,
  )
  process.stdout.write('| --- | --- | --- | --- | --- |\n')
  const rates = new Map<string, number>()
  const cores = new Map<string, number>()
  for (const [name, transfer] of methods) {
    if (!name.startsWith('Burst') && !values.beside.split(',').includes(name)) continue
    rmSync(to, { recursive: true, force: true })
    mkdirSync(to, { recursive: true })
    const started = performance.now()
    const cpuSeconds = transfer()
    const seconds = (performance.now() - started) / 1000
    if (typeof cpuSeconds === 'number') cores.set(name, cpuSeconds / seconds)
    checkArrived(to)
    rates.set(name, (count * bytes) / 1e6 / seconds)
  }
  const reference = rates.get('rsync') ?? 1
  for (const [name, rate] of rates)
    process.stdout.write(
      `| ${name} | ${((count * bytes) / 1e6 / rate).toFixed(2)} | ${rate.toFixed(1)} | ${(rate / reference).toFixed(2)} | ${coreText(cores.get(name))} |\n`,
    )
} finally {
  proxy.kill()
  await sshd.stop()
}

function ours(spec: ConnectSpec, from: string, to: string, journal: string, engine: 'sftp' | 'rsync'): number {
  const told = execFileSync(process.execPath, [RUN, values.direction, JSON.stringify(spec), from, to], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_JOURNAL: journal, BENCH_ENGINE: engine },
  })
  return Number(told)
}

/** `38 %`; of other programs it is not known. */
function coreText(share: number | undefined): string {
  return share === undefined ? '' : `${(share * 100).toFixed(0)} %`
}

function run(program: string, args: readonly string[]): undefined {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

function nameOf(index: number): string {
  return `${String(index).padStart(5, '0')}.png`
}

function writeFiles(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const content = randomBytes(Math.min(bytes, 64_000_000))
  for (let index = 0; index < count; index += 1) {
    const file = path.join(folder, nameOf(index))
    writeFileSync(file, '')
    for (let written = 0; written < bytes; written += content.length)
      writeFileSync(file, content.subarray(0, Math.min(content.length, bytes - written)), { flag: 'a' })
  }
}

function checkArrived(folder: string): void {
  for (let index = 0; index < count; index += 1)
    if (statSync(path.join(folder, nameOf(index))).size !== bytes) throw new Error(`${nameOf(index)} is not whole`)
}

/** scp copies a folder into a folder: its files one by one are named by a pattern. */
function scpEnds([from = '', to = '']: readonly string[]): string[] {
  const files = from.includes(':') ? [`${from}*`] : Array.from({ length: count }, (_, index) => from + nameOf(index))
  return [...files, to]
}

function batch(from: string, to: string): string {
  const file = path.join(path.dirname(from), 'batch')
  writeFileSync(file, values.direction === 'down' ? `get ${from}/* ${to}/\n` : `put ${from}/* ${to}/\n`)
  return file
}

async function firstNumber(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('no output')
  const [text] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return Number(text)
}
