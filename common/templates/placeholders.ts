import { WORD } from './python-text.ts'

/** `{Name}`, `{Name[selectors]}`, `{Name:part}`: one place of a text where a value goes. */
export type Placeholder = { readonly name: string; readonly selectors: string | null; readonly part: string | null }

/** A text as a list of literal pieces and placeholders. */
export type Tokens = readonly (string | Placeholder)[]

const PLACEHOLDER = new RegExp(String.raw`\{(${WORD}+)(?:\[([^\]]+)\])?(?::(${WORD}+))?\}`, 'gu')

/** Cuts a text at its placeholders. Anything else in braces is text. */
export function tokensOf(text: string): Tokens {
  const tokens: (string | Placeholder)[] = []
  let from = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    tokens.push(text.slice(from, match.index))
    tokens.push({ name: match[1] ?? '', selectors: match[2] ?? null, part: match[3] ?? null })
    from = match.index + match[0].length
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
