/**
 * Paths inside templates, without touching a disk.
 *
 * A file is known by its absolute path with `/` between the names (`C:/x` on Windows); the loader makes the first one,
 * all others follow from it by the rules here.
 */
const DRIVE = /^[A-Za-z]:/

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || DRIVE.test(path)
}

export function folderOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('/')))
}

/** How many names `..` cannot take away: a drive, or a server and its share. */
function topOf(absolute: string): number {
  if (DRIVE.test(absolute)) return 1
  return absolute.startsWith('//') ? 2 : 0
}

/** The path `relative` leads to from `folder`. `..` may leave the folder, but not the root. */
export function joinPath(folder: string, relative: string): string {
  const absolute = isAbsolutePath(relative) ? relative.replaceAll('\\', '/') : `${folder}/${relative}`
  const names: string[] = []
  for (const name of absolute.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.length > topOf(absolute)) names.pop()
  }
  if (DRIVE.test(absolute)) return names.join('/')
  return `${absolute.startsWith('//') ? '//' : '/'}${names.join('/')}`
}
