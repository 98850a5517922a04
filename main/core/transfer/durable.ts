import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

export type RecordContent = string | Buffer | Iterable<string | Buffer> | AsyncIterable<string | Buffer>

/**
 * Makes the names in a folder survive a power cut.
 *
 * Windows cannot open a folder for this and keeps its names in a journal of its own, so there it is a no-op.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (os.platform() === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a file whole or not at all, and durably; `mode` is that of a new file. */
export async function writeDurably(file: string, content: RecordContent, mode = 0o644): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(4).toString('hex')}.part`)
  try {
    await writeAndSync(temporary, content, mode)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(path.dirname(file))
}

async function writeAndSync(file: string, content: RecordContent, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode)
  try {
    const pieces = typeof content === 'string' || Buffer.isBuffer(content) ? [content] : content
    for await (const piece of pieces) await handle.writeFile(piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
