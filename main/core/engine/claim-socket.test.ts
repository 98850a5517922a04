import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimSocket, socketAnswers, type Claim } from './claim-socket.ts'
import { socketAddress } from './socket-address.ts'

const CLAIMANT = fileURLToPath(new URL('testing/claimant.ts', import.meta.url))

type Claimant = { child: ChildProcess; lines: AsyncIterator<string>; reader: Interface }

describe('claiming a socket', () => {
  let folder: string
  let children: Claimant[]
  let servers: net.Server[]

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'burst-claim-'))
    children = []
    servers = []
  })
  afterEach(async () => {
    await Promise.all(children.map(end))
    await Promise.all(servers.map(async server => await new Promise(resolve => server.close(resolve))))
    rmSync(folder, { recursive: true, force: true })
  })

  const keep = (claim: Claim) => {
    if (claim.owned) servers.push(claim.server)
    return claim.owned
  }

  async function claimants(count: number, socket: string): Promise<Claimant[]> {
    const started = Array.from({ length: count }, () => {
      const child = spawn(process.execPath, [CLAIMANT, socket], { stdio: ['pipe', 'pipe', 'inherit'] })
      const reader = createInterface({ input: child.stdout })
      return { child, reader, lines: reader[Symbol.asyncIterator]() }
    })
    children.push(...started)
    for (const { lines } of started) expect(await lines.next()).toMatchObject({ value: 'ready' })
    return started
  }

  async function race(rivals: readonly Claimant[]): Promise<string[]> {
    for (const { child } of rivals) child.stdin?.write('go\n')
    return await Promise.all(rivals.map(async ({ lines }) => String((await lines.next()).value)))
  }

  it('gives an unused path to the first and tells the second', async () => {
    const socket = path.join(folder, 'engine.sock')
    expect(await socketAnswers(socket)).toBe(false)
    expect(keep(await claimSocket(socket))).toBe(true)
    expect(await socketAnswers(socket)).toBe(true)
    expect(keep(await claimSocket(socket))).toBe(false)
    expect(statSync(socket).mode & 0o777).toBe(0o600)
  })

  it('lets one of several in the same process win', async () => {
    const socket = path.join(folder, 'engine.sock')
    const claims = await Promise.all(Array.from({ length: 5 }, async () => keep(await claimSocket(socket))))
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  it('sees nobody where the listener dies before it takes the connection', async () => {
    const socket = path.join(folder, 'engine.sock')
    const [owner] = await claimants(1, socket)
    if (!owner) throw new Error('nobody started')
    expect(await race([owner])).toEqual(['owned'])
    owner.child.kill('SIGSTOP')
    const answers = socketAnswers(socket)
    owner.child.kill('SIGKILL')
    // Nothing is heard of the connection before the system has taken the listener away.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    expect(await answers).toBe(false)
    expect(keep(await claimSocket(socket))).toBe(true)
  })

  it('lets exactly one of many processes replace the socket of a dead one, again and again', async () => {
    const socket = path.join(folder, 'engine.sock')
    let rivals = await claimants(8, socket)
    while (rivals.length > 2) {
      const outcomes = await race(rivals)
      expect(outcomes.filter(outcome => outcome === 'owned')).toHaveLength(1)
      const winner = outcomes.indexOf('owned')
      await kill(rivals[winner])
      expect(statSync(socket).isSocket()).toBe(true)
      expect(await socketAnswers(socket)).toBe(false)
      await Promise.all(rivals.map(end))
      rivals = await claimants(rivals.length - 3, socket)
    }
  })

  it('listens at a short path when the wanted one is too long', async () => {
    const long = path.join(folder, 'a'.repeat(120))
    mkdirSync(long)
    const socket = path.join(long, 'engine.sock')
    const address = socketAddress(socket)
    try {
      expect(Buffer.byteLength(address)).toBeLessThanOrEqual(100)
      expect(keep(await claimSocket(socket))).toBe(true)
      expect(keep(await claimSocket(socket))).toBe(false)
      expect(statSync(path.dirname(address)).mode & 0o777).toBe(0o700)
    } finally {
      rmSync(path.dirname(address), { recursive: true, force: true })
    }
  })

  it('refuses a short path that others could have prepared', async () => {
    const socket = path.join(folder, 'b'.repeat(120), 'engine.sock')
    const prepared = path.dirname(socketAddress(socket))
    mkdirSync(prepared, { mode: 0o755 })
    try {
      await expect(claimSocket(socket)).rejects.toMatchObject({ problems: [{ code: 'socket-folder-not-private' }] })
    } finally {
      rmSync(prepared, { recursive: true, force: true })
    }
  })

  it('leaves a file alone that is not a socket', async () => {
    const socket = path.join(folder, 'engine.sock')
    writeFileSync(socket, 'precious')
    await expect(claimSocket(socket)).rejects.toMatchObject({ problems: [{ code: 'socket-path-taken' }] })
    expect(statSync(socket).size).toBe(8)
  })
})

async function kill(claimant: Claimant | undefined): Promise<void> {
  if (!claimant) throw new Error('nobody won')
  const exited = once(claimant.child, 'exit')
  claimant.child.kill('SIGKILL')
  await exited
}

async function end({ child }: Claimant): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.stdin?.end()
  await exited
}
