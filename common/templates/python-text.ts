/**
 * White space and word characters as Python's `str` knows them.
 *
 * JavaScript's `\s` and `trim` leave out U+001C to U+001F and U+0085 and take in U+FEFF; its `\w` knows ASCII alone.
 */
export const BLANK = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
export const WORD = String.raw`[\p{L}\p{N}_]`

const BLANK_CHARACTER = new RegExp(BLANK, 'u')
/** The same by code: a text is stripped for every line of every prompt. */
const BLANKS = new Set(
  Array.from({ length: 0x3001 }, (_, code) => code).filter(code => BLANK_CHARACTER.test(String.fromCharCode(code))),
)

/** The text without blanks at its ends. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && BLANKS.has(text.charCodeAt(start))) start++
  while (end > start && BLANKS.has(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** The text without the characters of `set` at its ends, whatever their order. */
export function stripCharacters(text: string, set: string): string {
  let start = 0
  let end = text.length
  while (start < end && set.includes(text.charAt(start))) start++
  while (end > start && set.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

const INTEGER = /^[-+]?[0-9]+(?:_[0-9]+)*$/

/** The integer a text holds, blanks and a sign allowed; null for anything else, and for what a number cannot hold. */
export function parseInteger(text: string): number | null {
  const trimmed = strip(text)
  if (!INTEGER.test(trimmed)) return null
  const value = Number(trimmed.replaceAll('_', ''))
  return Number.isSafeInteger(value) ? value : null
}

/** Compares by code point, as Python sorts; JavaScript's `<` compares UTF-16 units. */
export function byCodePoint(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
