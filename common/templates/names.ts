import { DEFAULT_STYLE, type ThemeChoice } from './themes.ts'

/** What a file system somewhere refuses in a name. sdgen would fail on these, or make folders of them. */
const UNSAFE = /[\u0000-\u001f\u007f"*/:<>?\\|]/gu
const MAX_NAME = 120

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
  return [...name.replaceAll(UNSAFE, '_')].slice(0, MAX_NAME).join('')
}
