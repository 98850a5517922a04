import type { IncomingMessage } from 'node:http'
import { BurstError } from '../../../common/errors.ts'
import { MAX_BODY_BYTES } from '../../../common/wire.ts'

/** How long the rest of a body that is too large may go on coming until its connection is cut, ms. */
const LINGER_MS = 2000

/** Reads a JSON body. BurstError for one that is too large, of another kind or no JSON. */
export async function readJsonBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  // A page on another site may send simple forms to a local port, but not this kind without being asked first.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw refused('not-json', 'The request is not of the type application/json.')
  const text = await readText(request, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw refused('not-json', 'The request is not JSON.')
  }
}

async function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  request.on('data', (part: Buffer) => {
    const wasTooLarge = bytes > maxBytes
    bytes += part.length
    if (bytes <= maxBytes) parts.push(part)
    else if (!wasTooLarge) {
      parts.length = 0
      cutLater(request)
      reject(refused('too-large', `The request has more than ${maxBytes} bytes.`))
    }
  })
  request.once('end', resolve)
  request.once('error', reject)
  request.once('close', () => reject(refused('incomplete', 'The request broke off.')))
  await promise
  return Buffer.concat(parts).toString('utf8')
}

/** Cut at once, the connection would take the answer along. */
function cutLater(request: IncomingMessage): void {
  setTimeout(() => request.socket.destroy(), LINGER_MS).unref()
}

function refused(code: string, message: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy: 'Ask for less at once, or update both programs.' }])
}
