import { open } from 'node:fs/promises'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { picturesOf } from '../../../common/workflow/control-images.ts'
import type { JobConfig } from '../../../common/job/job.ts'

/** ComfyUI takes uploads of 100 MB where nobody says otherwise (its --max-upload-size). */
const MAX_BYTES = 100_000_000

/** First bytes of PNG, JPEG and WebP. */
const isPicture = (start: string) =>
  start.startsWith('\u0089PNG') || start.startsWith('\u00FF\u00D8\u00FF') || /^RIFF[^]{4}WEBP/.test(start)

/** A picture that graphs start from, whole. Rejects where it cannot be read, is too large, or is no picture. */
export async function readInput(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, and ComfyUI takes ${MAX_BYTES}`)
    const content = await handle.readFile()
    const start = content.toString('latin1', 0, 12)
    if (!isPicture(start)) throw new Error('it is no PNG, JPEG or WebP picture')
    return content
  } finally {
    await handle.close()
  }
}

/** Found before anything is rented. BurstError of kind `usage` with every picture of the job that cannot be used. */
export async function checkInputs(config: JobConfig): Promise<void> {
  const problems = await Promise.all(
    picturesOf(config).map(async (file): Promise<Problem[]> => {
      try {
        await readInput(file)
        return []
      } catch (error) {
        const message = `A picture to start from cannot be used: ${error instanceof Error ? error.message : String(error)}.`
        return [{ code: 'input-unreadable', message, remedy: 'Correct its path, which starts at the template.', file }]
      }
    }),
  )
  if (problems.flat().length > 0) throw new BurstError('usage', problems.flat())
}
