import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { JOB_FILE_SOURCE } from '../../../common/bursts/session-source.ts'
import { BurstError } from '../../../common/errors.ts'
import type { PromptItem } from '../../../common/job/job.ts'
import { parseJob } from '../../../common/job/parse-job.ts'
import { drawSeed } from '../../../common/templates/random.ts'
import { SERVER_CHOOSES } from '../../../common/templates/seeds.ts'
import type { LoadedJob } from './loaded-job.ts'

const MAX_JOB_FILE_BYTES = 256 * 1024 * 1024

/** Reads a written job; of its prompts the first `count` alone. BurstError of kind `usage` names what is wrong where. */
export async function readJobFile(file: string, count: number | undefined): Promise<LoadedJob> {
  if (count !== undefined && count < 1)
    throw usage('count-not-positive', `-n ${count} is no number of pictures.`, 'Ask for at least 1 with -n.')
  const { prompts, ...settings } = parseJob(await readText(file), file)
  const items = (count === undefined ? prompts : prompts.slice(0, count)).map(withSeed)
  return {
    name: path.basename(file, path.extname(file)),
    template: null,
    settings,
    count: items.length,
    items: () => items,
    source: JOB_FILE_SOURCE,
    warnings: [],
  }
}

/** A picture can be made again only if its seed is known, so one that is left open is drawn here. */
function withSeed(item: PromptItem): PromptItem {
  return item.seed === SERVER_CHOOSES ? { ...item, seed: drawSeed(Math.random) } : item
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > MAX_JOB_FILE_BYTES)
      throw usage('job-too-large', `${file} has ${size} bytes.`, `Split it: ${MAX_JOB_FILE_BYTES} are read.`, file)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof BurstError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw usage('job-unreadable', `${file} cannot be read: ${reason}`, 'Name a job manifest (.json).', file)
  }
}

function usage(code: string, message: string, remedy: string, file?: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy, ...(file === undefined ? {} : { file }) }])
}
