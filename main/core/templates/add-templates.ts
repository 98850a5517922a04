import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Problem } from '../../../common/errors.ts'
import type { TemplatesAdded } from '../../../common/contract.ts'

export type AddedFile = {
  /** Where it lay in what was dropped, `/` between names. */
  readonly name: string
  readonly text: string
}

const YAML = /\.ya?ml$/iu
const PROMPT_FILE = /\.prompt\.ya?ml$/iu
/** What no system's file names may hold, and what would lead elsewhere. */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is refused
const HOSTILE = /[\u0000-\u001f<>:"|?*\\]/u
/** Devices on Windows, whatever stands behind the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu
const MAX_DEPTH = 8
/** So many folders of one name are told apart by a number. */
const MAX_SAME = 1000

/**
 * Copies dropped files into `folder`, keeping their places to one another.
 *
 * A set goes into one new folder, so that it overwrites nothing; one whose files are all there already is not copied
 * again. What is no YAML is left behind silently, as libraries hold pictures and notes; what has a hostile name, or
 * holds no prompt file, is said.
 */
export async function addTemplates(folder: string, files: readonly AddedFile[]): Promise<TemplatesAdded> {
  const yaml = files.filter(({ name }) => YAML.test(name))
  const plain = yaml.filter(({ name }) => isPlainPath(name))
  const { kept, refused } = withPlaces(plain)
  const problems = [...yaml.filter(({ name }) => !isPlainPath(name)).map(hostileName), ...refused.map(placeTaken)]
  const prompts = kept.filter(({ name }) => PROMPT_FILE.test(name))
  if (prompts.length === 0) return { added: [], problems: [...problems, noTemplate(files)] }
  const set = await placeOf(folder, setName(kept, prompts), kept)
  if (!set.isThere) await write(set.folder, kept)
  return { added: prompts.map(({ place }) => path.join(set.folder, place)).toSorted(), problems }
}

type PlacedFile = AddedFile & {
  /** Where it goes inside the set's folder, `/` between names. */
  readonly place: string
}

/**
 * Where each file goes, and which have no place of their own: two names that differ in case or in the spelling of an
 * accent alone are one file on Windows and macOS, and what is a file cannot be a folder too.
 */
function withPlaces(files: readonly AddedFile[]): { kept: PlacedFile[]; refused: AddedFile[] } {
  const top = commonTop(files)
  const taken = new Map<string, 'file' | 'folder'>()
  const kept: PlacedFile[] = []
  const refused: AddedFile[] = []
  for (const file of files) {
    // A dropped folder becomes the set's folder; its own name need not come twice.
    const place = top === null ? file.name : file.name.slice(top.length + 1)
    const parts = place.normalize('NFC').toLowerCase().split('/')
    const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
    const own = parts.join('/')
    if (taken.has(own) || above.some(folder => taken.get(folder) === 'file')) {
      refused.push(file)
      continue
    }
    for (const folder of above) taken.set(folder, 'folder')
    taken.set(own, 'file')
    kept.push({ ...file, place })
  }
  return { kept, refused }
}

/** The folder that holds everything, if a folder was dropped. */
function commonTop(files: readonly AddedFile[]): string | null {
  const [top, ...rest] = files[0]?.name.split('/') ?? []
  return top !== undefined && rest.length > 0 && files.every(({ name }) => name.startsWith(`${top}/`)) ? top : null
}

/** Names the system may keep, none of which leads out of their folder. */
function isPlainPath(name: string): boolean {
  const parts = name.split('/')
  return parts.length <= MAX_DEPTH && parts.every(part => part.length <= 200 && isPlainName(part))
}

function isPlainName(part: string): boolean {
  return part !== '' && !part.startsWith('.') && !HOSTILE.test(part) && !DEVICE.test(part) && !/[. ]$/u.test(part)
}

/** The dropped folder's own name, else that of the first template. */
function setName(files: readonly AddedFile[], [first]: readonly PlacedFile[]): string {
  return commonTop(files) ?? (first?.place.split('/').at(-1) ?? 'templates').replace(PROMPT_FILE, '')
}

/** Where the set goes: a folder that is not there yet, or one that holds the very same files. */
async function placeOf(folder: string, name: string, files: readonly PlacedFile[]) {
  for (let number = 1; number <= MAX_SAME; number++) {
    const place = path.join(folder, number === 1 ? name : `${name} ${number}`)
    if (await holds(place, files)) return { folder: place, isThere: true }
    if ((await mkdirNew(folder, place)) === 'made') return { folder: place, isThere: false }
  }
  throw new Error(`there are ${MAX_SAME} folders named ${name} in ${folder}`)
}

async function mkdirNew(parent: string, place: string): Promise<'made' | 'taken'> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  try {
    await mkdir(place)
    return 'made'
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return 'taken'
    throw error
  }
}

async function holds(place: string, files: readonly PlacedFile[]): Promise<boolean> {
  for (const { place: name, text } of files) {
    const there = await readFile(path.join(place, name), 'utf8').catch(() => null)
    if (there !== text) return false
  }
  return true
}

/** All of them or none: half a set would be listed with errors that nobody made. */
async function write(folder: string, files: readonly PlacedFile[]): Promise<void> {
  try {
    for (const { place, text } of files) {
      const file = path.join(folder, place)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, text, { flag: 'wx' })
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function hostileName({ name }: AddedFile): Problem {
  return {
    code: 'name-refused',
    message: `${JSON.stringify(name.slice(0, 200))} is not a file name that every system can keep.`,
    remedy: 'Rename it: letters, digits, spaces, dots, dashes and underscores are safe.',
  }
}

function placeTaken({ name }: AddedFile): Problem {
  return {
    code: 'name-taken',
    message: `${JSON.stringify(name.slice(0, 200))} was left out: another file of this drop has its place, on some systems at least.`,
    remedy: 'Rename one of them. Names that differ in upper and lower case alone are the same on Windows and macOS.',
  }
}

function noTemplate(files: readonly AddedFile[]): Problem {
  const [first] = files
  return {
    code: 'no-template',
    message: `There is no prompt file in ${files.length === 1 && first ? first.name.slice(0, 200) : `these ${files.length} files`}.`,
    remedy: 'Drop files that end in .prompt.yaml, or the folder that holds them.',
  }
}
