import type { Problem } from '../errors.ts'
import { newFindings, problemAt, type Findings } from './findings.ts'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'
import { didYouMeanFile, fileOf, rootMapOf, spotIn, type SourceFile, type TemplateSource } from './source.ts'
import { fieldOf, type TextNode } from './yaml/node.ts'
import type { PathEntry, TemplateDocument } from './files/document.ts'
import { readDocument } from './files/read-document.ts'

/** Loads all declared chunks, used or not, by name. One that fails is reported under the name of its reference. */
export function readChunks(
  source: TemplateSource,
  chunks: ReadonlyMap<string, PathEntry>,
  findings: Findings,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [name, { path, from }] of chunks) texts.set(name, readChunk(source, name, path, from, findings) ?? '')
  return texts
}

/** The text of one chunk file, which starts from the entry's folder; null where it cannot be had. */
export function readChunk(
  source: TemplateSource,
  name: string,
  path: TextNode,
  from: SourceFile,
  findings: Findings,
): string | null {
  const own = newFindings()
  const file = locate(source, folderOf(source.entry), path, from, own)
  const chunk = file && readDocument(source, file, 'chunk', own)
  if (chunk) checkParent(source, chunk, own)
  findings.warnings.push(...own.warnings)
  findings.problems.push(...own.problems.map(problem => asLoadFailure(name, problem)))
  return chunk && own.problems.length === 0 ? chunk.text : null
}

function locate(
  source: TemplateSource,
  folder: string,
  path: TextNode,
  from: SourceFile,
  findings: Findings,
): SourceFile | null {
  const file = fileOf(source, joinPath(folder, path.value))
  if (!isAbsolutePath(path.value) && file.content.kind !== 'missing') return file
  const absolute = isAbsolutePath(path.value)
  findings.problems.push(
    problemAt(
      spotIn(from, path),
      absolute ? 'absolute-path' : 'file-not-found',
      absolute
        ? `${path.value} is an absolute path.`
        : `there is no file ${path.value}.${didYouMeanFile(path.value, file)}`,
      'Correct the path. Those of chunks start at the folder of the prompt that is run.',
      { subjects: [path.value] },
    ),
  )
  return null
}

/** The child's text replaces its parent's, so the parent only has to be a chunk that has no parent itself. */
function checkParent(source: TemplateSource, chunk: TemplateDocument, findings: Findings): void {
  if (chunk.parent === null) return
  const file = locate(source, folderOf(chunk.file.id), chunk.parent, chunk.file, findings)
  if (file === null) return
  const code = parentFault(file, chunk)
  if (code !== null)
    findings.problems.push(
      problemAt(
        spotIn(chunk.file, chunk.parent),
        code,
        `${chunk.parent.value} cannot be the parent of this chunk.`,
        'A parent has `type: chunk`, as its child has, and no parent of its own.',
        { subjects: [chunk.parent.value] },
      ),
    )
  else readDocument(source, file, 'chunk', findings)
}

function parentFault(file: SourceFile, chunk: TemplateDocument): string | null {
  const root = rootMapOf(file)
  if (root === null) return null
  const type = fieldOf(root, 'type')
  if (type?.kind !== 'text' || type.value !== 'chunk') return 'unknown-parent-type'
  if (chunk.type !== type.value) return 'chunk-type-mismatch'
  return fieldOf(root, 'implements') === null ? null : 'chunk-inheritance-too-deep'
}

function asLoadFailure(name: string, problem: Problem): Problem {
  const { details } = problem
  const subjects =
    typeof details === 'object' && details !== null && 'subjects' in details ? details.subjects : undefined
  return {
    ...problem,
    code: 'chunk-load-failed',
    message: `The chunk ${name} cannot be used: ${problem.message}`,
    details: { subjects: [name], cause: { kind: problem.code, ...(subjects === undefined ? {} : { subjects }) } },
  }
}
