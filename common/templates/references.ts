import { assertNever } from '../assert.ts'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'
import { strip } from './python-text.ts'
import { fieldOf, type MapNode, type Place, type YamlNode } from './yaml/node.ts'

/** How a file is reached; it decides which of its fields name further files. */
export type ReachedAs = 'document' | 'chunk' | 'theme' | 'leaf'

export type Reference = {
  readonly id: string
  readonly as: ReachedAs
  /** The path as it is written and where; null for what no file says. */
  readonly written: { readonly path: string; readonly place: Place } | null
}

export type References = { readonly files: readonly Reference[]; readonly searchPaths: readonly string[] }

export const THEME_FILE = 'theme.yaml'
const NO_REFERENCES: References = { files: [], searchPaths: [] }

/**
 * The files that a file may need, whether or not they will be used.
 *
 * `implements` and presets start from the file that says them, everything else from the entry's folder. Absolute paths
 * are followed in `themes` alone: elsewhere they are mistakes, which expansion reports.
 */
export function referencesOf(root: YamlNode, as: ReachedAs, id: string, entry: string): References {
  if (root.kind !== 'map') return NO_REFERENCES
  const own = folderOf(id)
  const base = folderOf(entry)
  switch (as) {
    case 'leaf':
      return NO_REFERENCES
    case 'chunk':
      return {
        files: [...relative(own, [fieldOf(root, 'implements')], 'chunk'), ...importsOf(root, own)],
        searchPaths: [],
      }
    case 'theme':
      return { files: importsOf(root, base), searchPaths: [] }
    case 'document':
      return {
        files: [
          ...relative(own, [fieldOf(root, 'implements')], 'document'),
          ...importsOf(root, base),
          ...relative(base, valuesOf(fieldOf(root, 'chunks')), 'chunk'),
          ...presetsOf(root, own),
          ...relative(base, valuesOf(themeField(root, 'explicit')), 'theme', anyPath),
        ],
        searchPaths: searchPathsOf(fieldOf(root, 'themes'), base),
      }
    default:
      return assertNever(as)
  }
}

/** Where themes are looked for; none without `enable_autodiscovery`. */
export function searchPathsOf(themes: YamlNode | null, base: string): readonly string[] {
  if (themes?.kind !== 'map') return []
  const enabled = fieldOf(themes, 'enable_autodiscovery')
  if (enabled?.kind !== 'bool' || !enabled.value) return []
  const paths = fieldOf(themes, 'search_paths')
  const listed = paths?.kind === 'list' ? paths.items.filter(item => item.kind === 'text').map(item => item.value) : []
  return (listed.length > 0 ? listed : ['.']).map(path => joinPath(base, path))
}

/** Whether an item of an import list is text of its own; everything else is a file. Only `.yaml` makes a file here. */
export function isInlineItem(trimmed: string): boolean {
  return trimmed.startsWith('"') || trimmed.startsWith("'") || !trimmed.endsWith('.yaml')
}

/** The values of a mapping under `imports` that holds texts alone; null where one of them may be a file. */
export function inlineValuesOf(map: MapNode): ReadonlyMap<string, string> | null {
  const values = new Map<string, string>()
  for (const [key, { value }] of map.entries) {
    if (value.kind !== 'text' || /\.ya?ml$/u.test(strip(value.value))) return null
    values.set(key, value.value)
  }
  return values.size > 0 ? values : null
}

export const isChunkFile = (path: string): boolean => /\.chunk\.ya?ml$/u.test(path)

function importsOf(root: MapNode, base: string): Reference[] {
  const nodes = valuesOf(fieldOf(root, 'imports')).flatMap(node =>
    node.kind === 'map' ? (inlineValuesOf(node) ? [] : valuesOf(node)) : [node],
  )
  return nodes.flatMap(node =>
    node.kind === 'list'
      ? relative(base, node.items, 'leaf', fileItem)
      : relative(base, [node], node.kind === 'text' && isChunkFile(node.value) ? 'chunk' : 'leaf'),
  )
}

function presetsOf(root: MapNode, own: string): Reference[] {
  const parameters = fieldOf(root, 'parameters')
  if (parameters?.kind !== 'map') return []
  const items = ['adetailer', 'controlnet'].flatMap((name): readonly (YamlNode | null)[] => {
    const node = fieldOf(parameters, name)
    return node?.kind === 'list' ? node.items : [node]
  })
  const paths = items.map(item => (item?.kind === 'map' ? fieldOf(item, 'import') : item))
  return relative(own, paths, 'leaf')
}

function themeField(root: MapNode, name: string): YamlNode | null {
  const themes = fieldOf(root, 'themes')
  return themes?.kind === 'map' ? fieldOf(themes, name) : null
}

function valuesOf(node: YamlNode | null): YamlNode[] {
  return node?.kind === 'map' ? [...node.entries.values()].map(entry => entry.value) : []
}

function relative(
  folder: string,
  nodes: readonly (YamlNode | null)[],
  as: ReachedAs,
  pathOf: (text: string) => string | null = relativePath,
): Reference[] {
  return nodes.flatMap(node => {
    const path = node?.kind === 'text' ? pathOf(node.value) : null
    return path === null || !node ? [] : [{ id: joinPath(folder, path), as, written: { path, place: node.place } }]
  })
}

const relativePath = (text: string): string | null => (isAbsolutePath(text) ? null : text)
const anyPath = (text: string): string => text

function fileItem(text: string): string | null {
  const trimmed = strip(text)
  return isInlineItem(trimmed) ? null : relativePath(trimmed)
}
