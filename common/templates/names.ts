import { DEFAULT_STYLE, type ThemeChoice } from './themes.ts'

/** What a file system somewhere refuses in a name. sdgen would fail on these, or make folders of them. */
const UNSAFE = '"*/:<>?\\|\x7f'
/** File systems hold 255 bytes in a name, and number and seed follow. */
const MAX_NAME_BYTES = 180

/** The session's name: as asked for, else as the template's `output` says, else its name with blanks and dashes as `_`. */
export function sessionNameOf(asked: string | undefined, own: string | null, name: string): string {
  return asked ?? own ?? name.replaceAll(/[ -]/gu, '_')
}

/** The session's folder without its time stamp: the name, then what was chosen. */
export function sessionFolderOf(sessionName: string, choice: ThemeChoice, style: string): string {
  const base = safeName(sessionName)
  if (choice.theme !== undefined) return `${base}-${safeName(choice.theme)}-${safeName(style)}`
  return style === DEFAULT_STYLE ? base : `${base}-${safeName(style)}`
}

/** Names picture `index` (from 0) of a session; a seed that the server will choose is not in the name. */
export function imageNames(sessionName: string): (index: number, seed: number) => string {
  const safe = safeName(sessionName)
  return (index, seed) => `${safe}_${String(index).padStart(4, '0')}${seed === -1 ? '' : `_seed-${seed}`}.png`
}

/** The name with `_` for what some file system refuses, cut to a length that all of them take. */
export function safeName(name: string): string {
  const encoder = new TextEncoder()
  let bytes = 0
  const kept = Array.from(name, character => (character < ' ' || UNSAFE.includes(character) ? '_' : character)).filter(
    character => (bytes += encoder.encode(character).length) <= MAX_NAME_BYTES,
  )
  return kept.join('')
}
