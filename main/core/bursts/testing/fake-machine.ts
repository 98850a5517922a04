import type { Clock } from '../../clock.ts'
import { RemoteError, type RemoteConnection, type RemoteProcess } from '../../remote/remote.ts'
import type { WorkerCommand } from '../../worker/journal.ts'
import { MODELS_PROGRAM, partOf } from '../../transfer/instance-models.ts'
import { createFakeWorker, type FakeWorker, type WorkerMood } from './fake-worker.ts'

/** A fake instance from the inside: its files, its worker, and who is connected to it. */
export type FakeMachine = {
  readonly files: Map<string, Buffer>
  readonly worker: FakeWorker
  connect(): RemoteConnection
  /** Breaks every connection; the work goes on. */
  drop(): void
  end(): void
}

export function createFakeMachine(clock: Clock, mood: WorkerMood, onMade: (seed: number) => void): FakeMachine {
  const files = new Map<string, Buffer>()
  const power = new AbortController()
  const worker = createFakeWorker({ clock, files, mood, machine: power.signal, onMade })
  const lines = new Set<Line>()
  worker.onLine = () => lines.forEach(line => line.feed())

  function connect(): RemoteConnection {
    if (power.signal.aborted) throw new RemoteError('unreachable', 'nobody answers')
    const line = createLine(files, worker)
    lines.add(line)
    return line.connection
  }

  function drop(): void {
    for (const line of lines) line.cut()
    lines.clear()
  }

  return {
    files,
    worker,
    connect,
    drop,
    end() {
      power.abort(new Error('the machine is gone'))
      drop()
    },
  }
}

type Line = { readonly connection: RemoteConnection; feed(): void; cut(): void }

/** One connection to a machine. */
function createLine(files: Map<string, Buffer>, worker: FakeWorker): Line {
  const isCut = Promise.withResolvers<never>()
  isCut.promise.catch(() => undefined)
  let cut = false
  let feed: (() => void) | null = null

  async function whileUp<T>(result: () => T | Promise<T>): Promise<T> {
    if (cut) throw lost()
    return await result()
  }

  const connection: RemoteConnection = {
    exec: (command, { onStdout, signal }) =>
      whileUp(() => {
        if (command.includes('-c')) return endedAtOnce(() => onStdout(Buffer.from('3\n')))
        if (command.includes('renew')) return endedAtOnce(() => worker.renew(command.at(-1) ?? ''))
        if (command.includes(MODELS_PROGRAM)) return keeperOf(files, onStdout, isCut.promise)
        let skip = Number(command.at(-1))
        let told = 0
        feed = () => {
          const all = Buffer.from(worker.journal.slice(told).join(''))
          const news = all.subarray(skip)
          skip = Math.max(0, skip - all.length)
          told = worker.journal.length
          if (news.length > 0 && !cut && !signal.aborted) onStdout(news)
        }
        worker.begin()
        setImmediate(() => feed?.())
        return processOf(worker, isCut.promise, signal, () => cut)
      }),
    stream: async () => await Promise.reject(new Error('not prepared')),
    tunnel: async () => await Promise.reject(new Error('not prepared')),
    writeFile: async () => await Promise.reject(new Error('not prepared')),
    putFile: (path, content) =>
      whileUp(async () => {
        const pieces: Buffer[] = []
        if (Buffer.isBuffer(content)) pieces.push(content)
        else for await (const piece of content) pieces.push(piece)
        files.set(path, Buffer.concat(pieces))
      }),
    mkdir: () => whileUp(() => undefined),
    sendFile: (path, { from, bytes, read }) =>
      whileUp(async () => {
        const rest = await read(from, bytes - from)
        files.set(path, Buffer.concat([(files.get(path) ?? Buffer.alloc(0)).subarray(0, from), rest]))
      }),
    readFile: (path, { from = 0, onChunk }) =>
      whileUp(async () => {
        const content = files.get(path)
        if (!content) throw new RemoteError('missing-file', `no ${path}`)
        const rest = content.subarray(from)
        await onChunk(rest)
        return { bytes: rest.length }
      }),
    closed: isCut.promise.catch((error: unknown) => (error instanceof Error ? error : null)),
    close: end,
  }

  function end(): void {
    cut = true
    isCut.reject(lost())
  }

  return { connection, feed: () => feed?.(), cut: end }
}

/** A command that says something and ends well. */
function endedAtOnce(say: () => void): RemoteProcess {
  const exited = (async () => {
    await Promise.resolve()
    say()
    return { code: 0, stderr: '' }
  })()
  return { write: () => {}, end: () => {}, exited }
}

/** Keeps what was sent, as `models.py` does, without looking at it. */
function keeperOf(files: Map<string, Buffer>, onStdout: (chunk: Buffer) => void, isCut: Promise<never>): RemoteProcess {
  const kept = (sha256: string) => partOf(sha256).replace(/\.part$/, '')
  const answer = ({ do: what, sha256 }: { do: string; sha256: string | string[] }) => {
    const asked = [sha256].flat()
    const have = Object.fromEntries(
      asked.flatMap(sha => (files.has(kept(sha)) ? [[sha, files.get(kept(sha))?.length]] : [])),
    )
    for (const sha of what === 'keep' ? asked : []) files.set(kept(sha), files.get(partOf(sha)) ?? Buffer.alloc(0))
    return what === 'look' ? { have, parts: {} } : {}
  }
  return {
    write(line) {
      const asked = JSON.parse(line)
      const ok = answer(asked)
      setImmediate(() => onStdout(Buffer.from(`${JSON.stringify({ id: asked.id, ok })}\n`)))
    },
    end: () => {},
    exited: isCut,
  }
}

function processOf(
  worker: FakeWorker,
  isCut: Promise<never>,
  signal: AbortSignal,
  wasCut: () => boolean,
): RemoteProcess {
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => undefined)
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true })
  const exited = Promise.race([isCut, aborted.promise])
  exited.catch(() => undefined)
  return {
    write(line) {
      const command: WorkerCommand = JSON.parse(line)
      if (!wasCut() && !signal.aborted) worker.command(command)
    },
    end: () => {},
    exited,
  }
}

function lost(): RemoteError {
  return new RemoteError('lost', 'the connection was lost')
}
