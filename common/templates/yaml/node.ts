import { assertNever } from '../../assert.ts'

/** Where something stands in its file; both count from 1. */
export type Place = { readonly line: number; readonly column: number }

export type MapEntry = { readonly place: Place; readonly value: YamlNode }

export type TextNode = { readonly kind: 'text'; readonly value: string; readonly place: Place }
export type IntNode = { readonly kind: 'int'; readonly value: bigint; readonly place: Place }
export type ListNode = { readonly kind: 'list'; readonly items: readonly YamlNode[]; readonly place: Place }
/** Keys are text, turned into it the Python way; a `Map`, because objects move keys that look like numbers. */
export type MapNode = {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, MapEntry>
  readonly place: Place
}

/** A YAML value as plain data, with the place it was written at. */
export type YamlNode =
  | TextNode
  | IntNode
  | ListNode
  | MapNode
  | { readonly kind: 'float'; readonly value: number; readonly place: Place }
  | { readonly kind: 'bool'; readonly value: boolean; readonly place: Place }
  | { readonly kind: 'date'; readonly value: string; readonly place: Place }
  | { readonly kind: 'null'; readonly place: Place }

/** The value of a field; a field that is null counts as absent. */
export function fieldOf(map: MapNode, name: string): YamlNode | null {
  const value = map.entries.get(name)?.value
  return value === undefined || value.kind === 'null' ? null : value
}

/** The value without its places, as JSON has it: dates and whole numbers beyond 2^53 become text. */
export function plainOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'list':
      return node.items.map(plainOf)
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainOf(entry.value)]))
    case 'int':
      return numberOf(node.value) ?? node.value.toString()
    case 'null':
      return null
    case 'text':
    case 'float':
    case 'bool':
    case 'date':
      return node.value
    default:
      return assertNever(node)
  }
}

/** What a node is, for people. */
export function describe(node: YamlNode): string {
  switch (node.kind) {
    case 'text':
      return 'text'
    case 'int':
    case 'float':
      return `the number ${node.value}`
    case 'bool':
      return `the truth value ${node.value}`
    case 'date':
      return `the date ${node.value}`
    case 'list':
      return 'a list'
    case 'map':
      return 'a mapping'
    case 'null':
      return 'empty'
    default:
      return assertNever(node)
  }
}

/** The integer as a number, or null where a number cannot hold it exactly. */
export function numberOf(value: bigint): number | null {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : null
}
