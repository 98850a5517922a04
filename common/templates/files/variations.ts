import { problemAt, type Findings } from '../findings.ts'
import type { VariationValue } from '../pools.ts'
import { spotIn, type SourceFile } from '../source.ts'
import { describe, type MapNode, type YamlNode } from '../yaml/node.ts'

/** Keys to values, in the order of the file. */
export type ValueMap = ReadonlyMap<string, VariationValue>

const USUAL_HEADERS = ['type', 'name', 'version']

/** Reads a variations file, structured or flat. Null where it cannot be used; the findings say why. */
export function readVariations(file: SourceFile, findings: Findings): ValueMap | null {
  const map = variationsOf(file, findings)
  if (map === null) return null
  const before = findings.problems.length
  const values = new Map<string, VariationValue>()
  for (const [key, { value }] of map.entries) {
    const read = readValue(file, key, value, findings)
    if (read !== null) values.set(key, read)
  }
  return findings.problems.length > before ? null : values
}

function variationsOf(file: SourceFile, findings: Findings): MapNode | null {
  if (file.content.kind === 'broken') {
    findings.problems.push(...file.content.problems)
    return null
  }
  if (file.content.kind === 'missing') return null
  const { root } = file.content
  if (root.kind === 'null') return refuse(file, root, 'empty-file', `${file.shown} is empty.`, findings)
  if (root.kind !== 'map')
    return refuse(file, root, 'variation-file-not-a-mapping', `${file.shown} holds ${describe(root)}.`, findings)
  const variations = root.entries.get('variations')
  if (variations === undefined) return flat(file, root, findings)
  if (variations.value.kind === 'map') return variations.value
  const message = `\`variations\` in ${file.shown} is ${describe(variations.value)}.`
  return refuse(file, variations.value, 'variations-not-a-mapping', message, findings)
}

function flat(file: SourceFile, root: MapNode, findings: Findings): MapNode {
  const headers = USUAL_HEADERS.filter(name => root.entries.has(name))
  const [header] = headers
  if (header !== undefined)
    findings.warnings.push(
      problemAt(
        spotIn(file, root.entries.get(header) ?? null),
        'header-is-a-variation',
        `${file.shown} has no field \`variations\`, so ${headers.map(name => `\`${name}\``).join(', ')} ${headers.length === 1 ? 'is one' : 'are some'} of its variations.`,
        'Put the variations under `variations:`.',
        { subjects: headers },
      ),
    )
  return root
}

function readValue(file: SourceFile, key: string, node: YamlNode, findings: Findings): VariationValue | null {
  if (node.kind === 'text') return node.value
  if (node.kind !== 'map') {
    const message = `The variation \`${key}\` is ${describe(node)}, not text.`
    return refuse(file, node, 'variation-not-a-string', message, findings, key)
  }
  const parts: [string, string][] = []
  for (const [part, { value }] of node.entries)
    if (value.kind === 'text') parts.push([part, value.value])
    else
      return refuse(
        file,
        value,
        'part-not-a-string',
        `\`${key}.${part}\` is ${describe(value)}, not text.`,
        findings,
        part,
      )
  return Object.fromEntries(parts)
}

function refuse(
  file: SourceFile,
  at: YamlNode,
  code: string,
  message: string,
  findings: Findings,
  subject?: string,
): null {
  const remedy =
    subject === undefined
      ? 'Write it as a mapping: one `key: text` a line.'
      : 'Write it as text, in quotes where needed.'
  findings.problems.push(
    problemAt(spotIn(file, at), code, message, remedy, subject === undefined ? undefined : { subjects: [subject] }),
  )
  return null
}
