import { stat } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { BurstError, type Problem } from '../../../common/errors.ts'
import type { TemplateWorkflow } from '../../../common/templates/job-workflow.ts'
import { usableWorkflow, type AskedPlaces } from '../../../common/workflow/own/own-workflow.ts'
import { parseWorkflow } from '../../../common/workflow/own/parse-workflow.ts'
import { isBelow } from '../templates/own-tree.ts'
import { MAX_FILE_BYTES, readTextFile } from '../templates/read-text-file.ts'

const MAX_PICTURE_BYTES = 100_000_000

/**
 * Reads a workflow from a file in ComfyUI's API format, or from a picture that ComfyUI made with one. Pictures that it starts from
 * are looked for beside it. `bind` null: nobody looked at its places yet.
 *
 * BurstError of kind `usage` where it cannot be read.
 */
export async function readWorkflow(file: string, bind: AskedPlaces | null): Promise<TemplateWorkflow> {
  const usable = usableWorkflow(parseWorkflow(await workflowText(file), file), bind ?? {})
  const files = new Map<string, string>()
  const problems: Problem[] = []
  for (const { node, name } of usable.pictures) {
    const picture = path.resolve(path.dirname(file), name)
    const isThere = isBelow(path.dirname(file), picture) && (await stat(picture).catch(() => null))?.isFile() === true
    if (isThere) files.set(node, picture.replaceAll('\\', '/'))
    else
      problems.push({
        code: 'workflow-picture',
        message: `Node ${node} of the workflow starts from the picture ${name}, which is not beside it.`,
        remedy: 'Put the picture into the folder of the workflow, under that name.',
      })
  }
  return { usable, files, isConfirmed: bind !== null, problems }
}

async function workflowText(file: string): Promise<string> {
  const isPicture = /\.png$/i.test(file)
  const { size } = await stat(file).catch((error: unknown) => {
    throw usage('workflow-unreadable', file, isMissing(error) ? 'there is no such file' : String(error))
  })
  if (size > (isPicture ? MAX_PICTURE_BYTES : MAX_FILE_BYTES))
    throw usage('workflow-too-large', file, `it has ${size} bytes`)
  if (!isPicture) return await jsonText(file)
  const { comments = [] } = await sharp(file)
    .metadata()
    .catch((error: unknown) => {
      throw usage('workflow-unreadable', file, error instanceof Error ? error.message : String(error))
    })
  const text = comments.find(({ keyword }) => keyword === 'prompt')?.text
  if (text === undefined) throw usage('workflow-not-in-picture', file, 'the picture carries no workflow of ComfyUI')
  return text
}

async function jsonText(file: string): Promise<string> {
  const read = await readTextFile(file, file)
  if (read.kind === 'broken') throw new BurstError('usage', read.problems)
  if (read.kind === 'missing') throw usage('workflow-unreadable', file, 'it is no file')
  return read.text
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

function usage(code: string, file: string, why: string): BurstError {
  const remedy = 'Name a workflow exported with "Workflow > Export (API)", or a picture that ComfyUI saved.'
  return new BurstError('usage', [{ code, message: `${file} cannot be used: ${why}.`, remedy, file }])
}
