import { randomInt } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { OutputCache } from './cache.ts'
import { Executor } from './executor.ts'
import { createFaults } from './faults.ts'
import { History } from './history.ts'
import { empty, inTrouble, isForeignOrigin, readCall, writeAnswer } from './http.ts'
import type { Machine } from './machine.ts'
import { createModelFiles, DETECTORS } from './model-files.ts'
import type { Control, ProfileInput } from './profile.ts'
import { Profile } from './profile.ts'
import { PromptQueue } from './queue.ts'
import type { Desk } from './routes.ts'
import { answer, queueInfo } from './routes.ts'
import { packsIn, SUBPACK } from './packs.ts'
import { createSchemas } from './schemas.ts'
import { createSimClock } from './sim-clock.ts'
import { createSockets } from './sockets.ts'

/** A running stand-in. */
export interface ComfyuiStandIn {
  readonly url: string
  readonly port: number
  /** Changes speed or arms a fault, as a line on standard input does. */
  control(control: Control): void
  /** Ends it; what runs is interrupted and lost, as when the process ends. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Folder with models/, output/, input/ and temp/; what is missing is created, temp/ is emptied. */
  readonly base: string
  readonly profile: ProfileInput
  /** 0 (default): any free port of 127.0.0.1. */
  readonly port?: number
  /** What a crash fault does; the default stops listening and running at once. */
  readonly crash?: () => void
}

/** Starts the stand-in in this process; resolves when it listens, after the profile's start time. */
export async function startComfyui(options: StartOptions): Promise<ComfyuiStandIn> {
  const profile = Profile.parse(options.profile)
  const base = path.resolve(options.base)
  const clock = createSimClock(profile)
  const stopping = new AbortController()
  await clock.sleepUntil(clock.now() + profile.startSeconds * 1000, stopping.signal)
  const folders = prepareFolders(base)
  const packs = packsIn(path.join(base, 'custom_nodes'))
  const models = createModelFiles(path.join(base, 'models'), packs.has(SUBPACK) ? [DETECTORS] : [])
  const queue = new PromptQueue()
  const server = createServer((request, response) => void serve(desk, request, response))
  const greet = (sid: string) => greeting(desk, sid)
  const sockets = createSockets(server, request => !isForeignOrigin(request.headers), greet)
  const faults = createFaults(profile.oomAboveBatch)
  const halt = () => {
    stopping.abort()
    desk.executor.interrupt()
    queue.clear()
    sockets.close()
    server.closeAllConnections()
    server.close()
  }
  const machine: Machine = {
    profile,
    clock,
    faults,
    folders,
    models,
    sockets,
    schemas: createSchemas(models, folders.input, { packs, testNodes: profile.testNodes }),
    cache: new OutputCache(),
    tempSuffix: Array.from({ length: 5 }, () => String.fromCharCode(97 + randomInt(26))).join(''),
    crash: options.crash ?? halt,
  }
  const desk = createDesk(machine, queue, stopping.signal)
  server.listen(options.port ?? 0, '127.0.0.1')
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    control: control => ('fault' in control ? faults.arm(control) : clock.change(control)),
    stop: async () => {
      const closed = server.listening ? new Promise(resolve => server.once('close', resolve)) : null
      halt()
      await closed
      await desk.idle()
    },
  }
}

function prepareFolders(base: string) {
  const folders = { output: path.join(base, 'output'), input: path.join(base, 'input'), temp: path.join(base, 'temp') }
  for (const folder of [...Object.values(folders), path.join(base, 'models')]) mkdirSync(folder, { recursive: true })
  // The folder itself may be a link to another place.
  for (const name of readdirSync(folders.temp)) rmSync(path.join(folders.temp, name), { recursive: true, force: true })
  return folders
}

/** Queue, history and the one worker that empties the queue. */
function createDesk(machine: Machine, queue: PromptQueue, stopped: AbortSignal): Desk & { idle: () => Promise<void> } {
  const history = new History()
  const executor = new Executor(machine)
  let submitted = 0
  let mustForget = false
  let working: Promise<void> | null = null
  const queueChanged = () => machine.sockets.send('status', { status: queueInfo(queue) }, null)
  const forget = () => {
    if (mustForget) machine.cache.clear()
    mustForget = false
  }
  const work = async () => {
    for (let item = queue.take(); item !== null && !stopped.aborted; item = queue.take()) {
      queueChanged()
      const entry = await executor.execute(item)
      if (stopped.aborted) return
      history.put(item.promptId, entry)
      queue.finish()
      queueChanged()
      const clientId = item.extraData['client_id']
      if (typeof clientId === 'string')
        machine.sockets.send('executing', { node: null, prompt_id: item.promptId }, clientId)
      forget()
    }
  }
  return {
    machine,
    queue,
    history,
    executor,
    queueChanged,
    nextNumber: () => submitted++,
    wake: () => {
      working ??= new Promise<void>(resolve => setImmediate(resolve)).then(work).finally(() => (working = null))
    },
    forgetResults: () => {
      mustForget = true
      if (working === null) forget()
    },
    idle: async () => {
      await working?.catch(() => undefined)
    },
  }
}

function greeting(desk: Desk, sid: string): readonly (readonly [string, unknown])[] {
  const node = desk.executor.currentNodeOf(sid)
  const status = ['status', { status: queueInfo(desk.queue), sid }] as const
  return node === null ? [status] : [status, ['executing', { node }]]
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (isForeignOrigin(request.headers)) return writeAnswer(response, empty(403))
    const call = await readCall(request)
    writeAnswer(response, call === null ? empty(413) : await answer(desk, call))
  } catch (error) {
    // A client that goes away in mid-request is no news; anything else is a fault of the stand-in.
    if (request.destroyed && !request.complete) return
    process.stderr.write(`comfyui stand-in: ${error instanceof Error ? error.stack : String(error)}\n`)
    if (!response.headersSent) writeAnswer(response, inTrouble)
  }
}
