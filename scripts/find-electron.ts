import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Electron =
  | { readonly kind: 'found'; readonly binary: string }
  /** A sentence that says what is missing. */
  | { readonly kind: 'none'; readonly why: string }

const PACKAGE = path.resolve(import.meta.dirname, '../node_modules/electron')

/**
 * Electron's binary, if this machine has it and can show a window.
 *
 * Its package is never imported for this: outside Electron that starts a download.
 */
export function findElectron(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Electron {
  const binary = binaryIn(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(PACKAGE, 'dist'), platform)
  if (!existsSync(binary)) return { kind: 'none', why: 'There is no Electron binary here.' }
  const hasDisplay = platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
  return hasDisplay ? { kind: 'found', binary } : { kind: 'none', why: 'There is no display for a window here.' }
}

/** The package writes the binary's name beside itself once it is installed; the name is the same on each platform. */
function binaryIn(dist: string, platform: NodeJS.Platform): string {
  const written = path.join(PACKAGE, 'path.txt')
  if (existsSync(written)) return path.join(dist, readFileSync(written, 'utf8').trim())
  if (platform === 'darwin') return path.join(dist, 'Electron.app/Contents/MacOS/Electron')
  return path.join(dist, platform === 'win32' ? 'electron.exe' : 'electron')
}
