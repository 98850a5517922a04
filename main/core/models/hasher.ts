import { Worker } from 'node:worker_threads'
import { roleWorker } from '../roles.ts'
import { HashReply } from './hash-protocol.ts'

export type Hashed = { readonly sha256: string; readonly bytes: number }

/** Hashes files in a thread of its own. */
export type Hasher = {
  /** Rejects where the file cannot be read to its end, or the thread has ended. `onProgress` is told bytes now and then. */
  hash(file: string, onProgress: (bytes: number) => void): Promise<Hashed>
  /** Rejects whatever is open. */
  close(): Promise<void>
}

type Open = {
  readonly onProgress: (bytes: number) => void
  readonly resolve: (hashed: Hashed) => void
  readonly reject: (error: Error) => void
}

/** The thread is started with the first file. */
export function createHasher(): Hasher {
  const open = new Map<number, Open>()
  let worker: Worker | null = null
  let last = 0

  function started(): Worker {
    const { file, argv } = roleWorker('hasher')
    const thread = new Worker(file, { argv: [...argv] })
    // Nobody waits for a hash alone: the process may end.
    thread.unref()
    thread.on('message', take)
    thread.on('error', failAll)
    thread.on('exit', () => failAll(new Error('the hashing thread has ended')))
    return thread
  }

  function take(message: unknown): void {
    const reply = HashReply.parse(message)
    const asked = open.get(reply.id)
    if (reply.type === 'progress') return asked?.onProgress(reply.bytes)
    open.delete(reply.id)
    if (reply.type === 'done') asked?.resolve(reply)
    else asked?.reject(new Error(reply.reason))
  }

  function failAll(error: Error): void {
    worker = null
    for (const { reject } of open.values()) reject(error)
    open.clear()
  }

  return {
    hash: async (file, onProgress) =>
      await new Promise<Hashed>((resolve, reject) => {
        last += 1
        open.set(last, { onProgress, resolve, reject })
        worker ??= started()
        worker.postMessage({ id: last, file })
      }),
    async close() {
      const thread = worker
      failAll(new Error('the hashing thread was ended'))
      await thread?.terminate()
    },
  }
}
