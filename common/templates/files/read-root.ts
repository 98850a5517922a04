import { problemAt, type Findings } from '../findings.ts'
import { spotIn, type SourceFile } from '../source.ts'
import { describe, type MapNode } from '../yaml/node.ts'

/** The file's mapping; broken, empty and other files are reported. */
export function readRoot(file: SourceFile, findings: Findings): MapNode | null {
  const { content } = file
  if (content.kind === 'broken') findings.problems.push(...content.problems)
  else if (content.kind === 'missing')
    findings.problems.push(
      problemAt(null, 'file-not-found', `There is no file ${file.shown}.`, 'Correct the path.', {
        subjects: [file.shown],
      }),
    )
  else if (content.root.kind === 'map') return content.root
  else if (content.root.kind === 'null')
    findings.problems.push(
      problemAt(spotIn(file, null), 'empty-file', `${file.shown} is empty.`, 'Write its fields, or remove the file.'),
    )
  else
    findings.problems.push(
      problemAt(
        spotIn(file, content.root),
        'not-a-mapping',
        `${file.shown} holds ${describe(content.root)}, not fields.`,
        'Write it as a mapping: one `name: value` a line.',
      ),
    )
  return null
}
