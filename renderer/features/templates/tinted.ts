export type TintedPart = {
  readonly text: string
  /** Which variation wrote it, by its place among the names; null for what every prompt has. */
  readonly name: number | null
}

type Found = { readonly from: number; readonly until: number; readonly name: number }

/**
 * Divides a prompt into what its variations wrote and what is always there.
 *
 * The values are looked for in the finished text, the longest first: where a value stands more than once, each place
 * is marked that no longer value covers.
 */
export function tinted(
  prompt: string,
  variations: Readonly<Record<string, unknown>>,
  names: readonly string[],
): TintedPart[] {
  const values = names
    .flatMap((name, index) => textsOf(variations[name]).map(text => ({ text: text.trim(), name: index })))
    .filter(({ text }) => text.length > 1)
    .toSorted((a, b) => b.text.length - a.text.length)
  const found: Found[] = []
  for (const { text, name } of values)
    for (let from = prompt.indexOf(text); from >= 0; from = prompt.indexOf(text, from + text.length)) {
      const until = from + text.length
      if (found.every(other => until <= other.from || from >= other.until)) found.push({ from, until, name })
    }
  return partsOf(
    prompt,
    found.toSorted((a, b) => a.from - b.from),
  )
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'object' && value !== null) return Object.values(value).filter(part => typeof part === 'string')
  return []
}

function partsOf(prompt: string, found: readonly Found[]): TintedPart[] {
  const parts: TintedPart[] = []
  let at = 0
  for (const { from, until, name } of found) {
    if (from > at) parts.push({ text: prompt.slice(at, from), name: null })
    parts.push({ text: prompt.slice(from, until), name })
    at = until
  }
  if (at < prompt.length) parts.push({ text: prompt.slice(at), name: null })
  return parts
}
