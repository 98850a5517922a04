import type { Problem } from '../errors.ts'
import type { PromptItem } from './job.ts'

const MAX_BYTES = 200
/** Names that are devices on Windows, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i
const FORBIDDEN = /[<>:"/\\|?*]/
const REMEDY = 'Use a plain name of letters, digits, - and _ that ends in .png.'

/** Why a picture may not have this name on some system; null for a good name. */
export function faultOfFileName(name: string): string | null {
  if (FORBIDDEN.test(name)) return 'has a character that not every system allows in a name'
  if (hasControlCharacter(name)) return 'has a control character'
  if (name.startsWith('.')) return 'starts with a dot'
  if (/[. ]$/.test(name)) return 'ends with a dot or a space'
  if (DEVICE.test(name)) return 'is the name of a device on Windows'
  if (!/\.png$/i.test(name)) return 'does not end in .png'
  if (new TextEncoder().encode(name).length > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes`
  return name.isWellFormed() ? null : 'is no well-formed text'
}

/** Unsafe and colliding file names, and ids that occur twice, each with its path in the manifest. */
export function faultsOfItems(items: Iterable<Pick<PromptItem, 'id' | 'filename'>>): Problem[] {
  const problems: Problem[] = []
  const ids = new Map<string, number>()
  const names = new Map<string, number>()
  let index = 0
  for (const { id, filename } of items) {
    const fault = faultOfFileName(filename)
    if (fault !== null)
      problems.push(problemOf('unsafe-file-name', index, 'filename', `${JSON.stringify(filename)} ${fault}`, REMEDY))
    report(ids, id, index, first =>
      problems.push(
        problemOf(
          'duplicate-id',
          index,
          'id',
          `${JSON.stringify(id)} is also the id of prompts[${first}]`,
          'Give each prompt an id of its own.',
        ),
      ),
    )
    report(names, folded(filename), index, first =>
      problems.push(
        problemOf(
          'colliding-file-name',
          index,
          'filename',
          `${JSON.stringify(filename)} is the same file as that of prompts[${first}] on some systems`,
          'Give each prompt a file name of its own; upper and lower case do not count.',
        ),
      ),
    )
    index += 1
  }
  return problems
}

/** What file systems that ignore case or compose accents take for the same name. */
function folded(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

function report(seen: Map<string, number>, key: string, index: number, onRepeat: (first: number) => void): void {
  const first = seen.get(key)
  if (first === undefined) seen.set(key, index)
  else onRepeat(first)
}

function problemOf(code: string, index: number, field: string, message: string, remedy: string): Problem {
  return { code, message: `prompts[${index}].${field}: ${message}.`, remedy }
}

function hasControlCharacter(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at)
    if (code < 32 || code === 127) return true
  }
  return false
}
