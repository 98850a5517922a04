/**
 * Which part of the app may import which: the arrows of the architecture, checked.
 *
 * A room is a folder; the first that fits a file is its room. Paths are relative to the checkout, with `/`.
 */
export type Room = {
  readonly folder: string
  /** Folders that files of this room may import from, besides their own. */
  readonly mayImport: readonly string[]
  /** Packages (and `node:`) that it may import; null: any that is installed, but for `electron`. */
  readonly packages: readonly string[] | null
  readonly electron?: true
}

export const ROOMS: readonly Room[] = [
  { folder: 'common', mayImport: [], packages: ['zod', 'yaml', 'fastest-levenshtein'] },
  { folder: 'main/core', mayImport: ['common'], packages: null },
  { folder: 'main/cli', mayImport: ['common', 'main/core'], packages: null },
  { folder: 'main/web', mayImport: ['common', 'main/core'], packages: null },
  {
    folder: 'main/entry',
    mayImport: ['common', 'main/core', 'main/cli', 'main/web', 'main/desktop'],
    packages: ['node:'],
  },
  { folder: 'main/desktop', mayImport: ['common', 'main/core'], packages: null, electron: true },
  { folder: 'preload', mayImport: ['common'], packages: ['electron'], electron: true },
  { folder: 'renderer', mayImport: ['common'], packages: null },
]

/** Packages that load Electron themselves; outside it that starts a download. */
const ELECTRON_PACKAGES = new Set(['electron', 'electron-store', 'electron-updater', 'electron-log'])

export type Import = { readonly from: string; readonly target: string; readonly isFile: boolean }

/** Why an import breaks a layer, or null where it is allowed. */
export function layerFault({ from, target, isFile }: Import): string | null {
  const room = roomOf(from)
  if (!room || isTestCode(from)) return null
  if (isFile) return fileFault(room, target)
  const name = packageName(target)
  if (ELECTRON_PACKAGES.has(name)) return room.electron ? null : `only main/desktop and preload may import ${name}`
  if (room.packages === null || room.packages.includes(name)) return null
  return `${room.folder} may import no package but ${room.packages.join(', ')}`
}

function fileFault(room: Room, target: string): string | null {
  if (isTestCode(target)) return 'code that ships may not import test code'
  const allowed = [room.folder, ...room.mayImport]
  return allowed.some(folder => isWithin(target, folder))
    ? null
    : `${room.folder} may import only from ${allowed.join(', ')}`
}

function roomOf(file: string): Room | undefined {
  return ROOMS.find(room => isWithin(file, room.folder))
}

function isWithin(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`)
}

/** Tests and their helpers may reach anywhere; what ships may not reach them. */
export function isTestCode(file: string): boolean {
  return /\.test\.tsx?$|\/(?:testing|conformance)\//.test(file)
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:'
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** One import cycle as a list of files, or null. `imports` maps a file to the files it imports. */
export function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (file: string): string[] | null => {
    const seenAt = trail.indexOf(file)
    if (seenAt >= 0) return [...trail.slice(seenAt), file]
    if (done.has(file)) return null
    trail.push(file)
    for (const target of imports.get(file) ?? []) {
      const cycle = visit(target)
      if (cycle) return cycle
    }
    trail.pop()
    done.add(file)
    return null
  }
  for (const file of imports.keys()) {
    const cycle = visit(file)
    if (cycle) return cycle
  }
  return null
}
