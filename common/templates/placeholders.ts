import { WORD } from './python-text.ts'

/** `{Name}`, `{Name[selectors]}`, `{Name:part}`: one place of a text where a value goes. */
export type Placeholder = { readonly name: string; readonly selectors: string | null; readonly part: string | null }

/** A text as a list of literal pieces and placeholders. */
export type Tokens = readonly (string | Placeholder)[]

const HEAD = new RegExp(String.raw`\{(${WORD}+)`, 'gu')
const TAIL = new RegExp(String.raw`(?::(${WORD}+))?\}`, 'uy')

/**
 * Cuts a text at its placeholders. Anything else in braces is text.
 *
 * One expression for the whole of a placeholder would look for the end of its selectors from every opening anew: a text of
 * openings alone took it a second.
 */
export function tokensOf(text: string): Tokens {
  const tokens: (string | Placeholder)[] = []
  let from = 0
  let close = -1
  for (const match of text.matchAll(HEAD)) {
    if (match.index < from) continue
    const afterName = match.index + match[0].length
    let tail = afterName
    let selectors: string | null = null
    if (text[afterName] === '[') {
      if (close <= afterName) close = text.indexOf(']', afterName + 1)
      // Nothing closes a selector any more, here and behind.
      if (close < 0) close = text.length
      selectors = text.slice(afterName + 1, close)
      if (selectors === '' || close === text.length) continue
      tail = close + 1
    }
    TAIL.lastIndex = tail
    const ending = TAIL.exec(text)
    if (ending === null) continue
    tokens.push(text.slice(from, match.index), { name: match[1] ?? '', selectors, part: ending[1] ?? null })
    from = tail + ending[0].length
  }
  tokens.push(text.slice(from))
  return tokens
}

/** The placeholder as it stood in the text. */
export function writtenAs({ name, selectors, part }: Placeholder): string {
  return `{${name}${selectors === null ? '' : `[${selectors}]`}${part === null ? '' : `:${part}`}}`
}

export function placeholdersOf(tokens: Tokens): Placeholder[] {
  return tokens.filter(token => typeof token !== 'string')
}

/** The text with each placeholder replaced; values go in as they are and are not read again. */
export function fill(tokens: Tokens, valueOf: (placeholder: Placeholder) => string): string {
  return tokens.map(token => (typeof token === 'string' ? token : valueOf(token))).join('')
}

/** Names that occur at least once without a part, in order of that first occurrence: these are given values. */
export function usedNames(placeholders: readonly Placeholder[]): string[] {
  return [...new Set(placeholders.filter(({ part }) => part === null).map(({ name }) => name))]
}
