import { problemAt } from '../findings.ts'
import { poolOf, type Imported } from '../imports.ts'
import { inlineValuesOf } from '../references.ts'
import { spotIn } from '../source.ts'
import { strip } from '../python-text.ts'
import { describe, type YamlNode } from '../yaml/node.ts'
import type { ImportEntry } from '../files/document.ts'
import { warn, type Looked } from './context.ts'

/** Imports that are read otherwise than they look. */
export function warnOfImports(looked: Looked, imports: ReadonlyMap<string, ImportEntry>): void {
  for (const entry of imports.values()) {
    if (!['text', 'list', 'map'].includes(entry.node.kind)) warnOfIgnored(looked, entry)
    warnOfUnreadFiles(looked, entry)
    warnOfGroup(looked, entry)
  }
}

function warnOfIgnored({ findings }: Looked, { name, node, from }: ImportEntry): void {
  findings.warnings.push(
    problemAt(
      spotIn(from, node),
      'import-ignored',
      `The import ${name} is ${describe(node)}, and is ignored.`,
      'Write a path, a list of paths and texts, or a mapping of names to these.',
      { subjects: [name] },
    ),
  )
}

/** Among texts only `.yaml` makes a file; what looks like another file is a value of its own. */
function warnOfUnreadFiles(looked: Looked, { name, node, from }: ImportEntry): void {
  for (const item of listItems(node)) {
    if (item.kind !== 'text' || !/^[^'"\s]+\.(?:yml|txt|json)$/u.test(strip(item.value))) continue
    const message = `${strip(item.value)} in ${name} is not read: it is a value, and its text is the path.`
    const remedy = 'Only names that end in .yaml are files there: give the file that ending.'
    const spot = spotIn(from, item)
    warn(looked, { spot, code: 'file-taken-as-text', message, remedy, subjects: [name] }, null)
  }
}

/** A mapping under `imports` is a group of files; used as `{Name}` it gives one value for each of them. */
function warnOfGroup(looked: Looked, { name, node, from }: ImportEntry): void {
  const imported = looked.imports.byName.get(name)
  if (imported?.kind !== 'group' || !looked.axes.some(axis => axis.name === name)) return
  const source = imported.members.get('source')
  warn(
    looked,
    {
      spot: spotIn(from, node),
      code: 'group-used-as-values',
      message: `{${name}} is a mapping of ${imported.members.size} files, and gives one value for each, not the values in them.`,
      remedy: source
        ? `Write the path alone, as in \`${name}: path.yaml\`, and a weight as {${name}[$2]}.`
        : `Write the files as a list to draw from all their values, or refer to one as @${name}.name.`,
      subjects: [name],
    },
    looked.plan.countIf(name, source ? sizeOf(source) : sum([...imported.members.values()].map(sizeOf))),
  )
}

const sizeOf = (imported: Imported): number => poolOf(imported).length
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

function listItems(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'list') return node.items
  if (node.kind !== 'map') return []
  const values = [...node.entries.values()].map(({ value }) => value)
  return inlineValuesOf(node) ? values : values.flatMap(listItems)
}
