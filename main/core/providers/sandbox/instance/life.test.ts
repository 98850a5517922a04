import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { endedAfter, isAlive, MAIN, run, signal, TestInstance } from './testing/test-instance.ts'

const SLEEPER = 'import time; print(1, flush=True); time.sleep(600)'
const WORKER = 'import sys\nopen("worker-runs", "w").close()\nsys.stdin.read()\n'
/** A parent that only passes on what it is told. */
const PARENT = `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, [process.argv[1]], { stdio: ['pipe', 'inherit', 'inherit'] })
  process.stdin.pipe(child.stdin)
`

let instance: TestInstance
afterEach(async () => await instance.end())

/** All that a process started, and what those started. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(row => row.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    rows.flatMap(([child, of]) => (of === parent && child !== undefined ? [child, ...below(child)] : []))
  return below(pid)
}

/** ComfyUI and the worker run; their processes and the machine's own, if it is not the one we started. */
async function settle(options: { command?: readonly string[] } = {}): Promise<number[]> {
  instance = new TestInstance(options)
  const connection = await instance.connect()
  await connection.putFile('burst/worker.py', Buffer.from(WORKER), signal())
  await instance.happened('comfyui-ready')
  await instance.until('the worker runs', () => existsSync(path.join(instance.folder, 'worker-runs')))
  return descendants(instance.process.pid ?? 0)
}

const allGone = async (pids: readonly number[]) =>
  await instance.until('all are gone', () => !pids.some(pid => isAlive(pid)))

describe.skipIf(process.platform === 'win32')('nothing outlives the machine', () => {
  it('when its input ends: not ComfyUI, the worker, a program of a client, or what a shell left behind', async () => {
    await settle()
    const connection = await instance.connect()
    const left = await run(connection, ['sh', '-c', 'sleep 600 </dev/null >/dev/null 2>&1 & echo $!'])
    let output = ''
    await connection.exec(['python3', '-c', SLEEPER], { onStdout: text => (output += String(text)), signal: signal() })
    await instance.until('the program runs', () => output !== '')
    const pids = [Number(left.stdout), ...descendants(instance.process.pid ?? 0)]
    expect(pids.length).toBeGreaterThanOrEqual(4)
    expect(pids.filter(isAlive)).toEqual(pids)
    await endedAfter(instance.process, () => instance.process.stdin.end())
    await allGone(pids)
  })

  it('when whoever started it is killed', async () => {
    const pids = await settle({ command: ['-e', PARENT, MAIN] })
    expect(pids.length).toBeGreaterThanOrEqual(3)
    await endedAfter(instance.process, () => instance.process.kill('SIGKILL'))
    await allGone(pids)
  })

  it('when it is killed itself', async () => {
    const pids = await settle()
    expect(pids.length).toBeGreaterThanOrEqual(2)
    await endedAfter(instance.process, () => instance.process.kill('SIGKILL'))
    await allGone(pids)
  })
})
