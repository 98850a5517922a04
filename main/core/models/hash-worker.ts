import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { HashRequest, type HashReply } from './hash-protocol.ts'

const CHUNK_BYTES = 4 * 1024 * 1024
/** Progress is told once for so many bytes. */
const TOLD_BYTES = 64 * 1024 * 1024

/** Hashes files one after the other, in a thread of its own: gigabytes would hold up everything else. */
export function hashWorkerMain(): void {
  let turn: Promise<void> = Promise.resolve()
  parentPort?.on('message', (message: unknown) => {
    turn = answer(turn, HashRequest.parse(message))
  })
}

async function answer(before: Promise<void>, request: HashRequest): Promise<void> {
  await before
  tell(await hashed(request))
}

async function hashed({ id, file }: HashRequest): Promise<HashReply> {
  const hash = createHash('sha256')
  let bytes = 0
  let told = 0
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
      if (bytes - told < TOLD_BYTES) continue
      told = bytes
      tell({ type: 'progress', id, bytes })
    }
    return { type: 'done', id, sha256: hash.digest('hex'), bytes }
  } catch (error) {
    return { type: 'failed', id, reason: error instanceof Error ? error.message : String(error) }
  }
}

function tell(reply: HashReply): void {
  parentPort?.postMessage(reply)
}

// From the sources this file is the whole thread; in the bundle whoever starts it calls the function.
if (import.meta.filename.endsWith('.ts')) hashWorkerMain()
