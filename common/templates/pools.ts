import { byCodePoint } from './python-text.ts'

/** A value: text, or a mapping of named parts to texts. */
export type VariationValue = string | Readonly<Record<string, string>>

export type PoolEntry = { readonly key: string; readonly value: VariationValue }

/** What a placeholder may become, in order. */
export type Pool = readonly PoolEntry[]

/** The text that stands for a value as a whole: the part `main`, else the first by code point; nothing for no parts. */
export function mainText(value: VariationValue): string {
  if (typeof value === 'string') return value
  if (Object.hasOwn(value, 'main')) return value.main ?? ''
  const first = Object.keys(value).toSorted(byCodePoint)[0]
  return first === undefined ? '' : (value[first] ?? '')
}

/** One part of a value of parts; empty where it lacks the part. */
export function partText(value: Readonly<Record<string, string>>, part: string): string {
  return Object.hasOwn(value, part) ? (value[part] ?? '') : ''
}
