import { open, type FileHandle } from 'node:fs/promises'
import type { Recognised } from '../../../common/models/kind-of.ts'
import { kindOf } from '../../../common/models/kind-of.ts'
import { headerLength, LENGTH_BYTES, parseHeader } from '../../../common/models/safetensors.ts'
import type { LibraryModel } from '../../../common/models/model.ts'

/** Files whose name says that they are tensors and nothing else. */
const SAFE = /\.(?:safetensors|sft)$/i
/** Files that may be programs: loading one runs it, unless the loader takes care. */
const PICKLE = /\.(?:ckpt|pt|pt2|pth|bin|pkl)$/i

export function modelFormatOf(name: string): LibraryModel['format'] | null {
  return SAFE.test(name) ? 'safetensors' : PICKLE.test(name) ? 'pickle' : null
}

/** What a safetensors file holds, by its header alone; null where it is none, or was cut. */
export async function recognise(file: string, bytes: number): Promise<Recognised | null> {
  const handle = await open(file, 'r')
  try {
    const first = await readAt(handle, 0, LENGTH_BYTES)
    const length = headerLength(first, bytes)
    if (length === null) return null
    const text = (await readAt(handle, LENGTH_BYTES, length)).toString('utf8')
    const header = parseHeader(text, bytes - LENGTH_BYTES - length)
    return header && kindOf(header)
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
