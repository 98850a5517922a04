import { problemAt, type Findings } from './findings.ts'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'
import { inlineValuesOf, isInlineItem } from './references.ts'
import { didYouMeanFile, fileOf, rootMapOf, spotIn, type TemplateSource } from './source.ts'
import { fieldOf, type TextNode, type YamlNode } from './yaml/node.ts'
import type { ImportEntry, TemplateDocument } from './files/document.ts'
import { strip } from './python-text.ts'

/** Checks what the entry itself says, and reports all findings together: empty fields first, then paths. */
export function checkEntry(source: TemplateSource, entry: TemplateDocument, findings: Findings): void {
  checkStructure(entry, findings)
  const { parent } = entry
  if (parent !== null) checkPath(source, entry, 'implements', parent, parent.value, findings)
  for (const imported of entry.imports.values()) checkImport(source, entry, imported, findings)
}

function checkStructure(entry: TemplateDocument, findings: Findings): void {
  const root = rootMapOf(entry.file)
  for (const field of ['version', 'name', entry.kind === 'prompt' ? 'prompt' : 'template']) {
    const node = root && fieldOf(root, field)
    if (node?.kind === 'text' && node.value === '')
      findings.problems.push(
        problemAt(
          spotIn(entry.file, node),
          'invalid-configuration',
          `\`${field}\` is empty.`,
          `Write a \`${field}\`.`,
          {
            phase: 'structure',
            field,
            subject: null,
          },
        ),
      )
  }
}

function checkImport(source: TemplateSource, entry: TemplateDocument, { name, node }: ImportEntry, findings: Findings) {
  const field = `imports.${name}`
  if (node.kind === 'text') checkPath(source, entry, field, node, node.value, findings)
  if (node.kind === 'list') checkItems(source, entry, field, node.items, findings)
  if (node.kind !== 'map' || inlineValuesOf(node)) return
  for (const [key, { value }] of node.entries)
    if (value.kind === 'text') checkPath(source, entry, `${field}.${key}`, value, value.value, findings)
    else if (value.kind === 'list') checkItems(source, entry, `${field}.${key}`, value.items, findings)
}

function checkItems(
  source: TemplateSource,
  entry: TemplateDocument,
  field: string,
  items: readonly YamlNode[],
  findings: Findings,
): void {
  for (const item of items)
    if (item.kind === 'text' && !isInlineItem(strip(item.value)))
      checkPath(source, entry, field, item, strip(item.value), findings)
}

function checkPath(
  source: TemplateSource,
  entry: TemplateDocument,
  field: string,
  node: TextNode,
  path: string,
  findings: Findings,
): void {
  const absolute = isAbsolutePath(path)
  const file = fileOf(source, joinPath(folderOf(entry.file.id), path))
  const missing = file.content.kind === 'missing'
  if (!absolute && !missing) return
  const message = absolute
    ? `\`${field}\` is an absolute path: ${path}.`
    : `\`${field}\` names a file that is not there: ${path}.${didYouMeanFile(path, file)}`
  const remedy = `Write a path relative to the folder of ${entry.file.shown}.`
  findings.problems.push(
    problemAt(spotIn(entry.file, node), 'invalid-configuration', message, remedy, {
      phase: 'path',
      field,
      subject: path,
    }),
  )
}
