import { didYouMean, problemAt, type Findings } from '../findings.ts'
import { folderOf, isAbsolutePath, joinPath } from '../paths.ts'
import { didYouMeanFile, fileOf, spotIn, type SourceFile, type TemplateSource } from '../source.ts'
import { plainOf, type MapNode, type TextNode } from '../yaml/node.ts'
import { readRoot } from './read-root.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The root of a preset file; presets are looked up from the folder of the file that names them. */
export function presetRoot(
  source: TemplateSource,
  from: SourceFile,
  path: TextNode,
  family: string,
  findings: Findings,
): { root: MapNode; file: SourceFile } | null {
  const file = fileOf(source, joinPath(folderOf(from.id), path.value))
  if (isAbsolutePath(path.value)) {
    findings.problems.push(
      problemAt(
        spotIn(from, path),
        'absolute-path',
        `${path.value} is an absolute path.`,
        'Write it relative to this file.',
        {
          subjects: [path.value],
        },
      ),
    )
    return null
  }
  if (file.content.kind === 'missing') {
    findings.problems.push(
      problemAt(
        spotIn(from, path),
        `${family}-preset-not-found`,
        `There is no preset ${path.value}.${didYouMeanFile(path.value, file)}`,
        'Correct the path; it starts at the folder of this file.',
        { subjects: [path.value] },
      ),
    )
    return null
  }
  const root = readRoot(file, findings)
  return root && { root, file }
}

/** The version a preset declares must be this text; a number is refused, as upstream does. */
export function checkPresetVersion(
  root: MapNode,
  file: SourceFile,
  family: string,
  version: string,
  findings: Findings,
): void {
  const node = root.entries.get('version')?.value
  if (node?.kind === 'text' && node.value === version) return
  findings.problems.push(
    problemAt(
      spotIn(file, node ?? root),
      `${family}-version`,
      `${file.shown} must have the version '${version}'.`,
      `Write \`version: '${version}'\`, with the quotes.`,
    ),
  )
}

/** Lays the fields of a mapping over defaults; a field that does not exist is reported. */
export function overlay(defaults: Fields, map: MapNode, file: SourceFile, code: string, findings: Findings): Fields {
  const known = Object.keys(defaults)
  for (const [name, { place }] of map.entries)
    if (!Object.hasOwn(defaults, name))
      findings.problems.push(
        problemAt(
          spotIn(file, { place }),
          code,
          `There is no field \`${name}\` here.`,
          `Remove or correct it.${didYouMean(name, known)}`,
          { subjects: [name] },
        ),
      )
  const values = [...map.entries].map(([name, { value }]) => [name, plainOf(value)] as const)
  return { ...defaults, ...Object.fromEntries(values) }
}
