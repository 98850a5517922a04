import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import type { RemoteConnection } from '../../../remote/remote.ts'
import { JournalLine } from '../../../worker/journal.ts'
import { CHECKPOINT, run, signal, TestInstance, type TestInstanceOptions } from './testing/test-instance.ts'

const WORKER = fileURLToPath(new URL('../../../../../resources/worker/worker.py', import.meta.url))

let instance: TestInstance
afterEach(async () => await instance.end())

async function start(options: TestInstanceOptions = {}): Promise<RemoteConnection> {
  instance = new TestInstance(options)
  return await instance.connect()
}

const local = (...names: string[]) => path.join(instance.folder, ...names)
const output = () =>
  readdirSync(local('comfyui', 'output'), { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.png'))

const GRAPH = {
  '3': {
    class_type: 'KSampler',
    inputs: {
      model: ['4', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
      seed: 0,
      steps: 4,
      cfg: 7,
      sampler_name: 'euler',
      scheduler: 'normal',
      denoise: 1,
    },
  },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: CHECKPOINT } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: '', clip: ['4', 1] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: '', clip: ['4', 1] } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: '' } },
}
const BIND = { prompt: ['6', 'text'], negative: ['7', 'text'], seed: ['3', 'seed'], prefix: ['9', 'filename_prefix'] }

/** Hands over a share of pictures as the app does. */
async function give(connection: RemoteConnection, id: string, items: readonly number[], batch = 1): Promise<void> {
  const latent = { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: batch } }
  const header = { share: id, job: 'job-1', graphs: { g: { ...GRAPH, '5': latent } }, bind: { g: BIND } }
  const lines = items.map(item => ({
    item,
    id: `p${item}`,
    graph: 'g',
    prompt: `fox ${item}`,
    negative: '',
    seed: item,
  }))
  const text = [header, ...lines].map(line => `${JSON.stringify(line)}\n`).join('')
  await connection.mkdir('burst/lane', signal())
  await connection.putFile(`burst/lane/share-${id}.jsonl`, Buffer.from(text), signal())
  const take = `${JSON.stringify({ command: 'take', share: id, file: `share-${id}.jsonl` })}\n`
  await run(connection, ['python3', 'burst/worker.py', 'attach', '--dir', 'burst/lane', '--from', '0'], take)
}

function journal(): JournalLine[] {
  const file = local('burst', 'lane', 'journal.jsonl')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap(line => JournalLine.safeParse(JSON.parse(line)).data ?? [])
}

const made = () => journal().flatMap(line => (line.type === 'made' ? [line.item] : []))
const installWorker = async (connection: RemoteConnection) =>
  await connection.putFile('burst/worker.py', readFileSync(WORKER), signal())

it('an uploaded worker is started and makes what it is given', async () => {
  const connection = await start()
  await installWorker(connection)
  await give(connection, 's1', [0, 1, 2])
  await instance.until('three are made', () => made().length === 3)
  expect(made().toSorted((a, b) => a - b)).toEqual([0, 1, 2])
  expect(output()).toHaveLength(3)
  expect(instance.made()).toBe(3)
})

it('ComfyUI that crashes is started again, and the worker goes on', async () => {
  const connection = await start()
  await instance.happened('comfyui-ready')
  instance.send({ do: 'fault', fault: { fault: 'crash' } })
  await installWorker(connection)
  await give(connection, 's1', [0, 1, 2])
  await instance.until('three are made', () => made().length === 3)
  expect(instance.of('exited').map(({ what }) => what)).toEqual(['ComfyUI (SIGKILL)'])
  expect(instance.of('comfyui-ready')).toHaveLength(2)
  expect(instance.made()).toBe(3)
})

it('a card that is too small stays so over a crash', async () => {
  const connection = await start()
  instance.send({ do: 'fault', fault: { fault: 'out-of-memory', aboveBatch: 1 } })
  instance.send({ do: 'fault', fault: { fault: 'crash' } })
  await installWorker(connection)
  await give(connection, 's1', [0])
  await instance.until('one is made', () => made().length === 1)
  await give(connection, 's2', [1], 2)
  await instance.until('two at once failed', () => journal().some(({ type }) => type === 'failed'))
  expect(instance.of('comfyui-ready')).toHaveLength(2)
  expect(made()).toEqual([0])
})

/** A worker that says who it is, and lives until it is ended. */
const program = (text: string) =>
  Buffer.from(`import os, sys, time\nopen("said", "a").write("${text} %d\\n" % os.getpid())\nsys.stdin.read()\n`)
/** What workers said so far, whole lines only. */
function said(): string[] {
  return existsSync(local('said')) ? readFileSync(local('said'), 'utf8').split('\n').slice(0, -1) : []
}

it('a worker that dies is started again, and one that is replaced gives way', async () => {
  const connection = await start()
  await connection.putFile('burst/worker.py', program('first'), signal())
  await instance.until('the first runs', () => said().length === 1)
  process.kill(Number(said()[0]?.split(' ')[1]), 'SIGKILL')
  await instance.until('it runs again', () => said().length === 2)
  expect(instance.of('exited').map(({ what }) => what)).toEqual(['the worker (SIGKILL)'])
  await connection.putFile('burst/worker.py', program('second'), signal())
  await instance.until('the second runs', () => said().length === 3)
  expect(said().map(line => line.split(' ')[0])).toEqual(['first', 'first', 'second'])
  expect(instance.of('exited')).toHaveLength(1)
})

it('the same worker written again, and one that is missing for a moment, go on', async () => {
  const connection = await start()
  await connection.putFile('burst/worker.py', program('first'), signal())
  await instance.until('it runs', () => said().length === 1)
  copyFileSync(local('burst', 'worker.py'), local('copy'))
  rmSync(local('burst', 'worker.py'))
  mkdirSync(local('burst', 'lane'), { recursive: true })
  await connection.putFile('burst/worker.py', program('first'), signal())
  await connection.putFile('burst/worker.py', program('second'), signal())
  await instance.until('the second runs', () => said().at(-1)?.startsWith('second') === true)
  expect(said().map(line => line.split(' ')[0])).toEqual(['first', 'second'])
})

it('a reboot cuts the line, ends what runs, and keeps the disk', async () => {
  const connection = await start()
  await connection.putFile('burst/worker.py', program('worker'), signal())
  await connection.putFile('kept', Buffer.from('kept'), signal())
  await instance.until('the worker runs', () => said().length === 1)
  await instance.happened('comfyui-ready')
  instance.send({ do: 'reboot' })
  await connection.closed
  await instance.happened('ssh-ready', 2)
  await instance.happened('comfyui-ready', 2)
  await instance.until('the worker runs again', () => said().length === 2)
  const again = await instance.connect()
  expect((await run(again, ['python3', '-c', 'print(open("kept").read())'])).stdout).toBe('kept\n')
  expect(instance.of('exited')).toEqual([])
})

it('a reboot before sshd answers begins the start anew', async () => {
  instance = new TestInstance({ sshdInMs: 3_600_000 })
  instance.send({ do: 'reboot' })
  instance.send({ do: 'reboot' })
  const connection = await instance.connect()
  expect((await run(connection, ['python3', '-c', 'print(1)'])).stdout).toBe('1\n')
  expect(instance.of('ssh-ready')).toHaveLength(1)
})

it('dropping cuts every line and takes new ones', async () => {
  const first = await start()
  const second = await instance.connect()
  instance.send({ do: 'drop-ssh' })
  await Promise.all([first.closed, second.closed])
  await instance.connect()
  expect(instance.of('ssh-ready')).toHaveLength(1)
})

it('a change of speed is heard of by who waits, and by ComfyUI', async () => {
  instance = new TestInstance({ speed: 1, sshdInMs: 600_000, comfyui: { startSeconds: 600, secondsPerImage: 600 } })
  const faster = (speed: number) => instance.send({ do: 'clock', speed, anchorReal: Date.now(), anchorSim: Date.now() })
  faster(10_000)
  const connection = await instance.connect()
  await instance.happened('comfyui-ready')
  faster(1)
  await installWorker(connection)
  await give(connection, 's1', [0])
  faster(10_000)
  await instance.until('it is made', () => made().length === 1)
})

it('what cannot be understood is named, and harms nothing', async () => {
  await start()
  instance.process.stdin.write('{"do":"dance"}\nnonsense\n')
  await instance.until('it is named', () => instance.of('log').filter(({ text }) => /ignored/.test(text)).length === 2)
  await instance.connect()
})

it('a configuration that cannot be understood ends the process', async () => {
  instance = new TestInstance({ speed: -1 })
  const [code] = await once(instance.process, 'exit')
  expect(code).not.toBe(0)
})
