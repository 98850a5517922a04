import { access, constants, mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { BurstError, type ExitKind } from '../../../common/errors.ts'
import { safeName } from '../../../common/templates/names.ts'
import { syncFolder } from './durable.ts'

/** A folder of its own, or a new one of that name (or of the name with a number behind). Paths are absolute. */
export type WantedFolder = { readonly folder: string } | { readonly parent: string; readonly name: string }

/** The folders that bursts leave behind. */
export type SessionFolders = {
  /**
   * Makes the folder, or takes a named one that is there and empty; gives its path.
   *
   * BurstError: `out-not-empty`, `out-not-writable`.
   */
  claim(wanted: WantedFolder): Promise<string>
}

/** So many bursts do not begin in one second. */
const MAX_OF_ONE_NAME = 100

/** Session folders on the real disk. */
export function createSessionFolders(): SessionFolders {
  return { claim: wanted => ('folder' in wanted ? claimNamed(wanted.folder) : claimNew(wanted.parent, wanted.name)) }
}

async function claimNamed(folder: string): Promise<string> {
  await writing(folder, () => mkdir(folder, { recursive: true }))
  const found = await writing(folder, () => readdir(folder))
  if (found.length > 0) throw notEmpty(folder)
  await writing(folder, () => access(folder, constants.W_OK))
  await syncFolder(path.dirname(folder))
  return folder
}

async function claimNew(parent: string, name: string): Promise<string> {
  await writing(parent, () => mkdir(parent, { recursive: true }))
  for (let number = 1; number <= MAX_OF_ONE_NAME; number += 1) {
    const folder = path.join(parent, number === 1 ? name : `${name}-${number}`)
    if (!(await makeNew(folder))) continue
    await syncFolder(parent)
    return folder
  }
  throw notEmpty(path.join(parent, name))
}

/** `YYYYMMDD_HHMMSS-<name>` in local time; in the name only what a file system could take amiss is replaced. */
export function sessionFolderName(name: string, at: Date): string {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
  // Windows takes away dots and blanks at the end of a folder's name.
  return `${day}_${time}-${safeName(name).replace(/[. ]+$/u, '_')}`
}

/** False where there is something of that name. */
async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw notWritable(folder, error)
  }
}

async function writing<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw notWritable(folder, error)
  }
}

function notEmpty(folder: string): BurstError {
  return outError('usage', 'out-not-empty', `${folder} is not empty.`, 'Name a new or an empty folder with --out.')
}

function notWritable(folder: string, cause: unknown): BurstError {
  const isFile = codeOf(cause) === 'EEXIST' || codeOf(cause) === 'ENOTDIR'
  const why = isFile ? 'a file stands in its place' : (codeOf(cause) ?? String(cause))
  return outError(
    isFile ? 'usage' : 'failed',
    'out-not-writable',
    `${folder} cannot be used for pictures: ${why}.`,
    'Name another folder with --out, or make this one writable.',
    cause,
  )
}

function outError(exit: ExitKind, code: string, message: string, remedy: string, cause?: unknown): BurstError {
  return new BurstError(exit, [{ code, message, remedy }], { cause })
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
