import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { modelFormatOf } from './read-model.ts'

export type FoundModel = {
  /** Absolute. */
  readonly file: string
  /** Below the folder that was searched, with `/`. */
  readonly name: string
  readonly bytes: number
  /** What must be the same for a hash to hold: size, time of the last change and place on the disk. */
  readonly stamp: string
}

/** Deeper than any tree of models, and more than anybody has. */
const MAX_DEPTH = 12
const MAX_FILES = 100_000

/**
 * Every model file below a folder, in the order of their names. Links to files are followed, links to folders too, but
 * into no folder twice. What cannot be read is passed over: a scan shows what there is.
 */
export async function findModels(folder: string): Promise<FoundModel[]> {
  const found: FoundModel[] = []
  const seen = new Set<string>()
  await walk(folder, folder, 0, seen, found)
  return found
}

async function walk(
  root: string,
  folder: string,
  depth: number,
  seen: Set<string>,
  found: FoundModel[],
): Promise<void> {
  const real = await realpath(folder).catch(() => null)
  if (real === null || seen.has(real) || depth > MAX_DEPTH) return
  seen.add(real)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.length >= MAX_FILES) return
    const at = path.join(folder, entry.name)
    // Hidden folders hold caches and repositories, whose files are not models by themselves.
    if (entry.name.startsWith('.')) continue
    const kind = entry.isSymbolicLink() ? await stat(at).catch(() => null) : entry
    if (kind?.isDirectory()) await walk(root, at, depth + 1, seen, found)
    else if (kind?.isFile() && modelFormatOf(entry.name) !== null) {
      const model = await modelAt(root, at)
      if (model) found.push(model)
    }
  }
}

async function modelAt(root: string, file: string): Promise<FoundModel | null> {
  const stats = await stampedStat(file)
  return stats && { file, name: path.relative(root, file).replaceAll(path.sep, '/'), ...stats }
}

/** Null where there is no such file any more. */
export async function stampedStat(file: string): Promise<{ bytes: number; stamp: string } | null> {
  try {
    const { size, mtimeNs, ino, dev } = await stat(file, { bigint: true })
    return { bytes: Number(size), stamp: `${size} ${mtimeNs} ${dev} ${ino}` }
  } catch {
    return null
  }
}
