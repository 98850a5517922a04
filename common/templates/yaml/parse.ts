import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Alias,
  type Node,
  type Scalar,
} from 'yaml'
import type { Problem } from '../../errors.ts'
import type { MapEntry, MapNode, Place, YamlNode } from './node.ts'
import { keyTextOf, readPlainScalar } from './scalars.ts'
import { tooMuchIn } from './size-guard.ts'

export type ParsedYaml =
  | { readonly kind: 'tree'; readonly root: YamlNode; readonly text: string }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }

/** A file of a template set is written by hand: what goes beyond these is a mistake or an attack. */
export const YAML_LIMITS = { depth: 60, nodes: 200_000, aliasNodes: 50_000, problems: 20 } as const

/**
 * Reads one YAML 1.1 document into nodes with places, as PyYAML's safe loader does.
 *
 * Never throws: whatever is wrong with the text comes back as problems, each with `file`, line and column. Aliases are
 * written out within a bound, so that a small file cannot grow into a large one.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const counter = new LineCounter()
  try {
    const tooMuch = tooMuchIn(text, YAML_LIMITS)
    if (tooMuch !== null) return broken([syntaxProblem(file, placeIn(text, tooMuch.offset), TOO_MUCH[tooMuch.what])])
    const document = parseDocument(text, {
      version: '1.1',
      schema: 'failsafe',
      uniqueKeys: false,
      lineCounter: counter,
      prettyErrors: false,
      logLevel: 'error',
    })
    if (document.errors.length > 0)
      return broken(
        document.errors
          .slice(0, YAML_LIMITS.problems)
          .map(error => syntaxProblem(file, placeAt(counter, error.pos[0]), wordingOf(error.message))),
      )
    return { kind: 'tree', root: new NodeReader(counter).read(document.contents, 0), text }
  } catch (error) {
    if (error instanceof YamlFault) return broken([syntaxProblem(file, error.place, error.message)])
    // The library recurses: too deep a nesting ends in a RangeError, and nothing in a text may crash the app.
    return broken([syntaxProblem(file, { line: 1, column: 1 }, TOO_DEEP)])
  }
}

const TOO_DEEP = 'it is nested too deeply'
const TOO_MUCH = {
  nesting: `nested deeper than ${YAML_LIMITS.depth} levels`,
  values: `more than ${YAML_LIMITS.nodes} values in one file`,
} as const

/** In some places the library catches its own stack overflow and reports it as a mistake in the text. */
const wordingOf = (message: string) => (message.includes('call stack') ? TOO_DEEP : message)

class YamlFault extends Error {
  readonly place: Place
  constructor(place: Place, message: string) {
    super(message)
    this.place = place
  }
}

class NodeReader {
  readonly #counter: LineCounter
  /** Anchors by name as they come: an alias means the last one before it. */
  readonly #anchors = new Map<string, Node>()
  #nodes = 0
  #aliasNodes = 0
  #insideAlias = 0

  constructor(counter: LineCounter) {
    this.#counter = counter
  }

  read(node: unknown, depth: number): YamlNode {
    const place = this.#placeOf(node)
    this.#count(place, depth)
    if (this.#insideAlias === 0 && isNode(node) && !isAlias(node) && node.anchor) this.#anchors.set(node.anchor, node)
    if (isAlias(node)) return this.#alias(node, place, depth)
    if (isScalar(node)) return scalarNode(node, place)
    if (isSeq(node)) return { kind: 'list', items: node.items.map(item => this.read(item, depth + 1)), place }
    if (isMap(node)) return this.#map(node.items, place, depth)
    return { kind: 'null', place }
  }

  #count(place: Place, depth: number): void {
    this.#nodes++
    if (this.#insideAlias > 0) this.#aliasNodes++
    if (depth > YAML_LIMITS.depth) throw new YamlFault(place, TOO_MUCH.nesting)
    if (this.#nodes > YAML_LIMITS.nodes) throw new YamlFault(place, TOO_MUCH.values)
    if (this.#aliasNodes > YAML_LIMITS.aliasNodes) throw new YamlFault(place, 'aliases make the file too large')
  }

  #alias(alias: Alias, place: Place, depth: number): YamlNode {
    const target = this.#anchors.get(alias.source)
    if (!target) throw new YamlFault(place, `the alias *${alias.source} has no anchor`)
    this.#insideAlias++
    const value = this.read(target, depth + 1)
    this.#insideAlias--
    return { ...value, place }
  }

  #map(pairs: readonly { key: unknown; value: unknown }[], place: Place, depth: number): MapNode {
    const own = new Map<string, MapEntry>()
    const merged = new Map<string, MapEntry>()
    for (const { key, value } of pairs) {
      const keyPlace = this.#placeOf(key)
      if (isMergeKey(key)) {
        for (const [name, entry] of this.#mergedEntries(value, keyPlace, depth)) merged.set(name, entry)
        continue
      }
      const name = keyTextOf(this.read(key, depth + 1))
      if (name === null) throw new YamlFault(keyPlace, 'a list or a mapping cannot be a key')
      own.set(name, { place: keyPlace, value: value === null ? emptyAt(keyPlace) : this.read(value, depth + 1) })
    }
    // What is merged comes first, and the mapping's own keys replace it in place: the order decides the order of pools.
    for (const [name, entry] of own) merged.set(name, entry)
    return { kind: 'map', entries: merged, place }
  }

  #mergedEntries(value: unknown, place: Place, depth: number): Iterable<[string, MapEntry]> {
    const node = this.read(value, depth + 1)
    // Of several mappings the first wins, so they are laid down from the last.
    const maps = node.kind === 'list' ? node.items.toReversed() : [node]
    return maps.flatMap(map => {
      if (map.kind !== 'map') throw new YamlFault(place, '<< wants a mapping or a list of mappings')
      return [...map.entries]
    })
  }

  #placeOf(node: unknown): Place {
    const start = isNode(node) ? node.range?.[0] : undefined
    return start === undefined ? { line: 1, column: 1 } : placeAt(this.#counter, start)
  }
}

const emptyAt = (place: Place): YamlNode => ({ kind: 'null', place })

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<'
}

const STANDARD_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|timestamp)$/

function scalarNode(scalar: Scalar, place: Place): YamlNode {
  const text = typeof scalar.value === 'string' ? scalar.value : ''
  if (scalar.tag === undefined || scalar.tag === '!')
    return scalar.type === 'PLAIN' ? readPlainScalar(text, place) : { kind: 'text', value: text, place }
  const tag = STANDARD_TAG.exec(scalar.tag)?.[1]
  if (tag === undefined) throw new YamlFault(place, `the tag ${scalar.tag} is not known`)
  return tag === 'str' ? { kind: 'text', value: text, place } : readPlainScalar(text, place)
}

function placeAt(counter: LineCounter, offset: number): Place {
  const { line, col } = counter.linePos(offset)
  // An empty document has no line yet.
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start + 1 }
}

const broken = (problems: readonly Problem[]): ParsedYaml => ({ kind: 'broken', problems })

function syntaxProblem(file: string, place: Place, message: string): Problem {
  return {
    code: 'yaml-syntax',
    message: `${file} is not valid YAML: ${message}`,
    remedy: 'Correct the YAML at this place; brackets, quotes and indentation are the usual causes.',
    file,
    ...place,
  }
}
