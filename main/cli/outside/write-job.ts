import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { BurstError } from '../../../common/errors.ts'
import { jobText } from '../../../common/job/job-text.ts'
import { expandTemplate } from '../../../common/templates/expand.ts'
import { templateJob } from '../../core/jobs/template-job.ts'
import { findTemplate } from '../../core/templates/find.ts'
import { loadTemplate } from '../../core/templates/load.ts'
import type { JobChoice, TemplateChoice } from '../host.ts'

/** Writes the whole job manifest of a template; replaces the file only when all of it is there. */
export async function writeJob(choice: TemplateChoice, job: JobChoice): Promise<void> {
  await writeText(job.file, await jobLines(choice, job))
}

/** The manifest piece by piece: it may be far larger than what should be in memory at once. */
async function jobLines(choice: TemplateChoice, { libraries, checkpoint, file }: JobChoice): Promise<Iterable<string>> {
  const { options } = choice
  const entry = await findTemplate(choice.template, libraries)
  const source = await loadTemplate(entry, { libraries, themeFile: options.themeFile })
  const jobId = createHash('sha256').update(file).update(JSON.stringify(choice)).digest('hex').slice(0, 16)
  const { settings, items } = await templateJob(entry, expandTemplate(source, options), {
    jobId,
    checkpoint,
    libraries,
  })
  return jobText(settings, items())
}

/** Under the final name only when all of it is on the disk. */
async function writeText(file: string, pieces: Iterable<string>): Promise<void> {
  const part = `${file}.part`
  try {
    await using handle = await open(part, 'w')
    for (const piece of pieces) await handle.write(piece)
    await handle.sync()
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error instanceof BurstError ? error : notWritten(file, error)
  }
}

function notWritten(file: string, error: unknown): BurstError {
  const message = error instanceof Error ? error.message : String(error)
  return new BurstError('failed', [
    {
      code: 'file-not-written',
      message: `${file} could not be written: ${message}`,
      remedy: 'Name a file with --job in a folder that is there and may be written to.',
      file,
    },
  ])
}
