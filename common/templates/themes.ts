import { didYouMean, problemAt, type Findings } from './findings.ts'
import { folderOf, joinPath } from './paths.ts'
import { searchPathsOf, THEME_FILE } from './references.ts'
import { fileOf, spotIn, type SourceFile, type TemplateSource } from './source.ts'
import { fieldOf, type MapNode, type YamlNode } from './yaml/node.ts'
import type { ImportEntry } from './files/document.ts'
import { readRoot } from './files/read-root.ts'
import type { MergedTemplate } from './inherit.ts'

export type ThemeChoice = { readonly theme?: string | undefined; readonly themeFile?: string | undefined }

/** The imports that count, and the names that a theme has emptied. */
export type ChosenImports = {
  readonly imports: ReadonlyMap<string, ImportEntry>
  readonly removed: ReadonlySet<string>
  /** Inherited imports that a theme neither names nor removes: they are gone. */
  readonly dropped: readonly ImportEntry[]
  /** The theme's file, if one was chosen. */
  readonly theme: SourceFile | null
}

export const DEFAULT_STYLE = 'default'

/** The merged imports, or those of a theme with the entry's own laid over them. Null where the theme cannot be had. */
export function chooseImports(
  source: TemplateSource,
  template: MergedTemplate,
  choice: ThemeChoice,
  style: string,
  findings: Findings,
): ChosenImports | null {
  if (choice.theme === undefined && choice.themeFile === undefined)
    return { imports: template.imports, removed: new Set(), dropped: [], theme: null }
  const file = themeFileOf(source, template, choice, findings)
  const root = file && readRoot(file, findings)
  if (!file || !root) return null
  const imports = fieldOf(root, 'imports')
  return applyTheme(file, imports?.kind === 'map' ? imports : null, style, template, findings)
}

/** The themes a template offers, by name: the explicit ones, then those found in its search paths. */
export function offeredThemes(source: TemplateSource, themes: YamlNode | null): ReadonlyMap<string, string> {
  const base = folderOf(source.entry)
  const offered = new Map<string, string>()
  const explicit = themes?.kind === 'map' ? fieldOf(themes, 'explicit') : null
  for (const [name, { value }] of explicit?.kind === 'map' ? explicit.entries : [])
    if (value.kind === 'text') offered.set(name, joinPath(base, value.value))
  for (const folder of searchPathsOf(themes, base))
    for (const name of source.themeFolders.get(folder) ?? [])
      if (!offered.has(name)) offered.set(name, `${folder === '/' ? '' : folder}/${name}/${THEME_FILE}`)
  return offered
}

function themeFileOf(
  source: TemplateSource,
  template: MergedTemplate,
  { theme, themeFile }: ThemeChoice,
  findings: Findings,
): SourceFile | null {
  if (themeFile !== undefined) return present(source, themeFile, joinPath(folderOf(source.entry), themeFile), findings)
  const name = theme ?? ''
  if (template.themes === null) {
    findings.problems.push(
      problemAt(
        spotIn(template.entry.file, null),
        'themes-block-missing',
        `${template.entry.file.shown} offers no themes.`,
        'Add a `themes` block, or leave --theme away.',
        { subjects: [name] },
      ),
    )
    return null
  }
  const offered = offeredThemes(source, template.themes)
  const id = offered.get(name)
  if (id !== undefined) return present(source, name, id, findings)
  findings.problems.push(
    problemAt(
      spotIn(template.entry.file, null),
      'theme-not-found',
      `There is no theme ${name}.${didYouMean(name, offered.keys())}`,
      offered.size > 0 ? `Choose one of ${[...offered.keys()].join(', ')}.` : 'The template offers none.',
      { subjects: [name] },
    ),
  )
  return null
}

function present(source: TemplateSource, subject: string, id: string, findings: Findings): SourceFile | null {
  const file = fileOf(source, id)
  if (file.content.kind !== 'missing') return file
  findings.problems.push(
    problemAt(null, 'theme-file-not-found', `There is no theme file ${file.shown}.`, 'Correct the path of the theme.', {
      subjects: [subject],
    }),
  )
  return null
}

function applyTheme(
  file: SourceFile,
  entries: MapNode | null,
  style: string,
  template: MergedTemplate,
  findings: Findings,
): ChosenImports {
  const imports = new Map<string, ImportEntry>()
  const removed = new Set<string>()
  for (const [key, { value: node }] of entries?.entries ?? []) {
    const cut = key.lastIndexOf('.')
    const name = cut < 0 ? key : key.slice(0, cut)
    const keyStyle = cut < 0 ? null : key.slice(cut + 1)
    if (node.kind === 'list' && !isRemove(node)) refuseList(file, key, node, findings)
    else if (keyStyle !== null && keyStyle !== style) continue
    else if (node.kind === 'list') {
      removed.add(name)
      if (keyStyle !== null) imports.delete(name)
    } else if (keyStyle !== null || !imports.has(name)) imports.set(name, { name, node, from: file })
  }
  const all = new Map([...imports, ...template.entry.imports])
  const dropped = [...template.imports.values()].filter(({ name }) => !all.has(name) && !removed.has(name))
  return { imports: all, removed, dropped, theme: file }
}

function isRemove(node: YamlNode): boolean {
  if (node.kind !== 'list' || node.items.length !== 1) return false
  const [item] = node.items
  return item?.kind === 'text' && item.value === 'Remove'
}

function refuseList(file: SourceFile, key: string, node: YamlNode, findings: Findings): void {
  findings.problems.push(
    problemAt(
      spotIn(file, node),
      'invalid-remove-directive',
      `\`${key}\` holds a list, and the only list a theme may have is [Remove].`,
      'Write [Remove], or the path of a file.',
      { subjects: [key] },
    ),
  )
}
