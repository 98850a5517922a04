import type { Problem } from '../errors.ts'
import { newFindings, problemAt, type Findings } from './findings.ts'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'
import { didYouMeanFile, fileOf, rootMapOf, spotIn, type SourceFile, type TemplateSource } from './source.ts'
import { fieldOf, type TextNode } from './yaml/node.ts'
import type { ImportEntry, PathEntry, TemplateDocument } from './files/document.ts'
import { readDocument } from './files/read-document.ts'

/** A chunk with what it inherits. */
export type Chunk = {
  readonly text: string
  /** For placeholders of the text that nothing else gives a value to. */
  readonly values: ReadonlyMap<string, string>
  /** The same, with paths that start at the folder of the file that says them. */
  readonly imports: ReadonlyMap<string, ImportEntry>
}

const NO_CHUNK: Chunk = { text: '', values: new Map(), imports: new Map() }

/** Loads all declared chunks, used or not, by name. One that fails is reported under the name of its reference. */
export function readChunks(
  source: TemplateSource,
  chunks: ReadonlyMap<string, PathEntry>,
  findings: Findings,
): ReadonlyMap<string, Chunk> {
  const read = new Map<string, Chunk>()
  for (const [name, { path, from }] of chunks) read.set(name, readChunk(source, name, path, from, findings) ?? NO_CHUNK)
  return read
}

/** One chunk file, whose path starts from the entry's folder; null where it cannot be had. */
export function readChunk(
  source: TemplateSource,
  name: string,
  path: TextNode,
  from: SourceFile,
  findings: Findings,
): Chunk | null {
  const own = newFindings()
  const file = locate(source, folderOf(source.entry), path, from, own)
  const chunk = file && readDocument(source, file, 'chunk', own)
  const parent = chunk && readParent(source, chunk, own)
  findings.warnings.push(...own.warnings)
  findings.problems.push(...own.problems.map(problem => asLoadFailure(name, problem)))
  return chunk && own.problems.length === 0 ? merged(chunk, parent) : null
}

/** The child wins; a text of its own replaces its parent's. */
function merged(chunk: TemplateDocument, parent: TemplateDocument | null): Chunk {
  const root = rootMapOf(chunk.file)
  const hasText = root !== null && fieldOf(root, 'template') !== null
  return {
    text: hasText || parent === null ? chunk.text : parent.text,
    values: new Map([...(parent?.ownValues ?? []), ...chunk.ownValues]),
    imports: new Map([...(parent?.imports ?? []), ...chunk.imports]),
  }
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

/** A parent must be a chunk of the same type that has no parent itself. */
function readParent(source: TemplateSource, chunk: TemplateDocument, findings: Findings): TemplateDocument | null {
  if (chunk.parent === null) return null
  const file = locate(source, folderOf(chunk.file.id), chunk.parent, chunk.file, findings)
  if (file === null) return null
  const code = parentFault(file, chunk)
  if (code === null) return readDocument(source, file, 'chunk', findings)
  findings.problems.push(
    problemAt(
      spotIn(chunk.file, chunk.parent),
      code,
      `${chunk.parent.value} cannot be the parent of this chunk.`,
      'A parent has the `type` of its child, and no parent of its own.',
      { subjects: [chunk.parent.value] },
    ),
  )
  return null
}

function parentFault(file: SourceFile, chunk: TemplateDocument): string | null {
  const root = rootMapOf(file)
  if (root === null) return null
  const type = fieldOf(root, 'type')
  if (type?.kind !== 'text') return 'unknown-parent-type'
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
