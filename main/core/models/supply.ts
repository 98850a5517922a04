import { open } from 'node:fs/promises'
import type { Log } from '../log.ts'
import type { ModelSupply, OpenModel } from '../transfer/model-supply.ts'
import type { ModelLibrary } from './library.ts'
import type { ModelSources } from './sources.ts'

/** The library's files, and the sources that it knows of. */
export function createModelSupply(library: Pick<ModelLibrary, 'list'>, sources: ModelSources, log: Log): ModelSupply {
  return {
    async open(sha256) {
      const known = library.list().find(model => model.sha256 === sha256)
      return known ? await openModel(known.file) : null
    },
    async *addressesOf(sha256, signal) {
      for (const source of sources.of(sha256)) {
        const address = await sources.addressOf(source, signal).catch((error: unknown) => {
          signal.throwIfAborted()
          log('a source of a model could not be asked', error)
          return null
        })
        if (address !== null) yield address
      }
    },
  }
}

async function openModel(file: string): Promise<OpenModel> {
  const handle = await open(file)
  const { size } = await handle.stat()
  return {
    file,
    bytes: size,
    async read(position, length) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position)
      return buffer.subarray(0, bytesRead)
    },
    close: async () => await handle.close(),
  }
}
