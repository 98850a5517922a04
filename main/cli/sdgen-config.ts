import path from 'node:path'
import { z } from 'zod'
import { BurstError } from '../../common/errors.ts'
import { faultyOffset } from '../../common/job/json-place.ts'
import type { Host } from './host.ts'

/** What `sdgen` keeps in the folder it is started in. */
export const SDGEN_CONFIG = 'sdgen_config.json'

/** Absent fields are what `sdgen` takes for them. */
const Config = z.object({
  configs_dir: z.string().min(1).default('./prompts'),
  output_dir: z.string().min(1).default('./results'),
  cloud_providers: z.unknown().optional(),
})

export type SdgenConfig = {
  readonly file: string
  /** Where its templates are, absolute. */
  readonly library: string
  /** Where its sessions go, absolute. */
  readonly sessions: string
  /** As written; undefined without such a block. */
  readonly cloudProviders: unknown
}

/**
 * sdgen's settings of the folder the user stands in; null without such a file.
 *
 * Throws a BurstError of kind `usage` for a file that is no JSON, or has a field of another kind.
 */
export function sdgenConfig({ cwd, files }: Pick<Host, 'cwd' | 'files'>): SdgenConfig | null {
  return sdgenConfigIn(path.join(cwd, SDGEN_CONFIG), files)
}

/** As `sdgenConfig`, of this file; its folders count from where it lies. */
export function sdgenConfigIn(file: string, files: Host['files']): SdgenConfig | null {
  const text = files.readText(file)
  if (text === null) return null
  const read = Config.safeParse(parsed(text, file))
  if (!read.success) {
    const { path: at, message } = read.error.issues[0] ?? { path: [], message: 'no object' }
    throw faulty(file, `\`${at.join('.') || path.basename(file)}\`: ${message}`, {})
  }
  const { configs_dir, output_dir, cloud_providers } = read.data
  return {
    file,
    library: path.resolve(path.dirname(file), configs_dir),
    sessions: path.resolve(path.dirname(file), output_dir),
    cloudProviders: cloud_providers,
  }
}

/** What it changes, and that credentials in it lie open, for people. */
export function sdgenNotes(
  { file, library, sessions, cloudProviders }: SdgenConfig,
  about: 'templates' | 'templates and sessions',
): string[] {
  const places = `templates from ${library}${about === 'templates' ? '' : `, sessions to ${sessions}`}`
  return [
    `${path.basename(file)}: ${places}, where no flag or setting says otherwise`,
    ...(cloudProviders === undefined
      ? []
      : [
          `warning: ${file} holds credentials under cloud_providers, readable by whoever can read the file.\n` +
            '  `burst providers import` takes them into the secret store; then delete them there, as the text remains.',
        ]),
  ]
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const before = text.slice(0, faultyOffset(text)).split('\n')
    throw faulty(file, 'it is not JSON', { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 })
  }
}

function faulty(file: string, what: string, place: { readonly line?: number; readonly column?: number }): BurstError {
  return new BurstError('usage', [
    {
      code: 'sdgen-config-invalid',
      message: `${file} cannot be used: ${what}.`,
      remedy: 'Correct it, or name folders with --library and --out.',
      file,
      ...place,
    },
  ])
}
