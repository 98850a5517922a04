import path from 'node:path'

export type PageFile = {
  /** Absolute, inside the folder. */
  readonly file: string
  readonly contentType: string
  /** Its name holds a hash of its content, so that a copy never grows old. */
  readonly immutable: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

const START = 'index.html'

/**
 * The file of the built page that an address means; null for one that leads elsewhere or is of no kind that a page has.
 *
 * `pathname` is still encoded and is decoded once. An address without an ending is a screen of the page, which finds it
 * by itself.
 */
export function pageFile(folder: string, pathname: string): PageFile | null {
  const decoded = decodeOnce(pathname)
  if (decoded === null || /[\\\0]/.test(decoded) || !decoded.startsWith('/')) return null
  const name = path.posix.extname(decoded) === '' ? START : decoded.slice(1)
  const root = path.resolve(folder)
  const file = path.resolve(root, name)
  const relative = path.relative(root, file)
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return null
  if (decoded.split('/').includes('..')) return null
  const contentType = TYPES[path.extname(file).toLowerCase()]
  return contentType === undefined ? null : { file, contentType, immutable: name.startsWith('assets/') }
}

function decodeOnce(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
