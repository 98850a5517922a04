import path from 'node:path'
import { watch } from 'chokidar'

/** As deep as templates are looked for. */
const MAX_DEPTH = 8

/**
 * Calls whenever something in the folders may have changed. Folders that are not there yet are watched as well.
 *
 * A system that cannot watch so many of them says so through `onError`, and who listens looks again from time to time.
 */
export function watchFolders(
  folders: readonly string[],
  onChange: () => void,
  onError: (error: unknown) => void,
): { close(): Promise<void> } {
  const watcher = watch([...folders], {
    ignoreInitial: true,
    followSymlinks: false,
    depth: MAX_DEPTH,
    ignored: file => isLeftOut(file, folders),
  })
  watcher.on('all', onChange)
  watcher.on('error', onError)
  return { close: async () => await watcher.close() }
}

/** What is not listed is not watched: hidden folders, and `node_modules`. */
function isLeftOut(file: string, folders: readonly string[]): boolean {
  if (folders.includes(file)) return false
  const name = path.basename(file)
  return name === 'node_modules' || (name.startsWith('.') && name.length > 1)
}
