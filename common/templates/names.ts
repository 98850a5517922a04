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

/** The name of picture `index` (from 0); a seed that the server will choose is not in it. */
export function imageName(sessionName: string, index: number, seed: number): string {
  const number = String(index).padStart(4, '0')
  const suffix = seed === -1 ? '' : `_seed-${seed}`
  return `${safeName(sessionName)}_${number}${suffix}.png`
}

function safeName(name: string): string {
  const encoder = new TextEncoder()
  let bytes = 0
  const kept = Array.from(name, character => (character < ' ' || UNSAFE.includes(character) ? '_' : character)).filter(
    character => (bytes += encoder.encode(character).length) <= MAX_NAME_BYTES,
  )
  return kept.join('')
}
