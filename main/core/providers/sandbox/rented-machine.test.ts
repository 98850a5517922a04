import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectSsh } from '../../remote/connect.ts'
import { createKeyPair } from '../../remote/key-pair.ts'
import type { RemoteConnection } from '../../remote/remote.ts'
import { signal, TestCloud } from './testing/test-cloud.ts'

const hostKey = createKeyPair('host')
const clientKey = createKeyPair('client')
let cloud: TestCloud

beforeAll(() => {
  cloud = new TestCloud({ machine: null })
})
afterAll(async () => {
  await cloud.end()
})

async function rent(): Promise<{ id: string; connection: RemoteConnection }> {
  const models = [{ folder: 'checkpoints', name: 'sd_xl_base_1.0.safetensors' }]
  const id = await cloud.create({ hostPrivateKey: hostKey.private, clientPublicKey: clientKey.public, models })
  const { ssh } = await cloud.reachable(id)
  if (!ssh) throw new Error('no address')
  const spec = { ...ssh, clientPrivateKey: clientKey.private, hostPublicKey: hostKey.public }
  return { id, connection: await connectSsh(spec, signal()) }
}

async function output(connection: RemoteConnection, command: readonly string[]): Promise<string> {
  const parts: Buffer[] = []
  const running = await connection.exec(command, { onStdout: chunk => void parts.push(chunk), signal: signal() })
  running.end()
  await running.exited
  return Buffer.concat(parts).toString('utf8').trim()
}

it('a rented machine shows the host key it was given, holds the models, and is cut off at its end', async () => {
  const { id, connection } = await rent()
  const listing = 'import os; print(os.listdir("comfyui/models/checkpoints"))'
  expect(await output(connection, ['python3', '-c', listing])).toContain('sd_xl_base_1.0.safetensors')
  await cloud.provider.terminate(id, signal())
  await connection.closed
  await cloud.until('gone', async () => (await cloud.see(id)) === null)
})

it('ComfyUI answers on a rented machine, and is struck by faults', async () => {
  const { connection } = await rent()
  const ask = 'import os, urllib.request as u; print(u.urlopen(os.environ["COMFYUI_URL"] + "/system_stats").status)'
  await cloud.until('ComfyUI answers', async () => (await output(connection, ['python3', '-c', ask])) === '200')
  await cloud.provider.controls.fault({ name: 'sshd-drop' }, signal())
  await connection.closed
  expect((await cloud.listed()).map(({ state }) => state)).toEqual(['running'])
})

it('a rented machine dies with the daemon', async () => {
  const { id, connection } = await rent()
  await cloud.kill()
  await connection.closed
  expect(await cloud.see(id)).toMatchObject({ state: 'preempted' })
})
