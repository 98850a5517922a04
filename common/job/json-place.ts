import { assertNever } from '../assert.ts'

const BLANK = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORD = /true|false|null/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** What may come next, the closing of the innermost list or object aside. */
type Expected = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'separator' | 'nothing'

/**
 * Where a text stops being JSON, in UTF-16 units from its start; its length where more should follow, or nothing is
 * wrong with it. Engines tell the place in some of their messages only.
 */
export function faultyOffset(text: string): number {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = matchEnd(BLANK, text, 0) ?? 0
  while (at < text.length) {
    const end = tokenEnd(text, at, expected, open.at(-1))
    if (end.fault !== null) return end.fault
    expected = follow(text.charAt(at), expected, open)
    at = matchEnd(BLANK, text, end.at) ?? end.at
  }
  return text.length
}

/** Line and column, both from 1. */
export function placeOfOffset(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

type Token = { readonly at: number; readonly fault: number | null }

/** The end of the token at `at`, or where the fault is that keeps it from being one that may stand there. */
function tokenEnd(text: string, at: number, expected: Expected, inside: string | undefined): Token {
  const letter = text.charAt(at)
  const allowed = allowedMarks(expected, inside)
  if (allowed.includes(letter)) return { at: at + 1, fault: null }
  const takesText = expected.endsWith('key') || expected.endsWith('value')
  if (letter === '"' && takesText) return stringEnd(text, at)
  const end = expected.endsWith('value') ? (matchEnd(NUMBER, text, at) ?? matchEnd(WORD, text, at)) : null
  return end === null ? { at, fault: at } : { at: end, fault: null }
}

function allowedMarks(expected: Expected, inside: string | undefined): string {
  switch (expected) {
    case 'value':
      return '{['
    case 'first-value':
      return '{[]'
    case 'first-key':
      return '}'
    case 'colon':
      return ':'
    case 'separator':
      return inside === '{' ? ',}' : ',]'
    case 'key':
    case 'nothing':
      return ''
    default:
      return assertNever(expected)
  }
}

/** What may come after the token that starts with `letter`; keeps track of what is open. */
function follow(letter: string, expected: Expected, open: string[]): Expected {
  if (letter === '{' || letter === '[') {
    open.push(letter)
    return letter === '{' ? 'first-key' : 'first-value'
  }
  if (letter === ':') return 'value'
  if (letter === ',') return open.at(-1) === '{' ? 'key' : 'value'
  if (expected.endsWith('key') && letter === '"') return 'colon'
  if (letter === '}' || letter === ']') open.pop()
  return open.length === 0 ? 'nothing' : 'separator'
}

function stringEnd(text: string, start: number): Token {
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (letter === '"') return { at: at + 1, fault: null }
    if (letter < ' ') return { at, fault: at }
    if (letter !== '\\') continue
    const end = matchEnd(ESCAPE, text, at)
    if (end === null) return { at, fault: at }
    at = end - 1
  }
  return { at: text.length, fault: text.length }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}
