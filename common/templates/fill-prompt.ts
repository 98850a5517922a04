import type { Axis } from './axes.ts'
import type { Combination } from './combinations.ts'
import { problemAt, type Findings, type Spot } from './findings.ts'
import type { Placeholder, Tokens } from './placeholders.ts'
import { mainText, partText, type Pool, type VariationValue } from './pools.ts'

/** The values chosen for one prompt, by name. */
export function chosenOf(axes: readonly Axis[], combination: Combination): Readonly<Record<string, VariationValue>> {
  return Object.fromEntries(axes.map((axis, index) => [axis.name, combination[index]?.value ?? '']))
}

/**
 * Puts the values of one combination after another in place; the text is not yet normalised.
 *
 * A name that occurs by its parts alone is not chosen: it stands at the first value of its pool.
 */
export function promptFiller(
  tokens: Tokens,
  axes: readonly Axis[],
  pools: ReadonlyMap<string, Pool>,
): (combination: Combination) => string {
  // Looked up once, as it is the same for thousands of prompts.
  const axisOf = new Map(axes.map((axis, index) => [axis.name, index]))
  const pieces = tokens.map(token => {
    if (typeof token === 'string') return token
    const { name, part } = token
    const axis = axisOf.get(name)
    return axis === undefined ? textOfValue(pools.get(name)?.[0]?.value ?? '', part) : { axis, part }
  })
  return combination =>
    pieces.reduce<string>(
      (text, piece) =>
        text + (typeof piece === 'string' ? piece : textOfValue(combination[piece.axis]?.value ?? '', piece.part)),
      '',
    )
}

function textOfValue(value: VariationValue, part: string | null): string {
  return part === null || typeof value === 'string' ? mainText(value) : partText(value, part)
}

/** Reports placeholders that cannot be filled: a selector beside a part, a part of a value that has none. */
export function checkParts(
  placeholders: readonly Placeholder[],
  axes: readonly Axis[],
  pools: ReadonlyMap<string, Pool>,
  reachable: (axis: Axis) => Pool,
  spot: Spot,
  findings: Findings,
): void {
  const simpleOf = memoized((name: string) => {
    const axis = axes.find(candidate => candidate.name === name)
    const entries = axis ? reachable(axis) : (pools.get(name)?.slice(0, 1) ?? [])
    return entries.find(({ value }) => typeof value === 'string') ?? null
  })
  for (const { name, part, selectors } of placeholders) {
    if (part === null) continue
    if (selectors !== null)
      findings.problems.push(
        problemAt(
          spot,
          'selector-with-part',
          `{${name}[${selectors}]:${part}} has a selector and a part.`,
          `Write the selector where {${name}} stands alone, and {${name}:${part}} here.`,
          { subjects: [name] },
        ),
      )
    const simple = simpleOf(name)
    if (simple)
      findings.problems.push(
        problemAt(
          spot,
          'part-of-simple-variation',
          `{${name}:${part}} wants a part, but the value ${simple.key} is plain text.`,
          `Give ${simple.key} the parts that the others have, or write {${name}}.`,
          { subjects: [name] },
        ),
      )
  }
}

/** The longest text the values can make, in characters. */
export function longestPrompt(tokens: Tokens, axes: readonly Axis[], pools: ReadonlyMap<string, Pool>): number {
  const lengthOf = memoized((name: string) => {
    const entries = axes.find(axis => axis.name === name)?.entries ?? pools.get(name)?.slice(0, 1) ?? []
    return entries.reduce((most, { value }) => Math.max(most, textLength(value)), 0)
  })
  return tokens.reduce((sum, token) => sum + (typeof token === 'string' ? token.length : lengthOf(token.name)), 0)
}

function textLength(value: VariationValue): number {
  return typeof value === 'string' ? value.length : Math.max(0, ...Object.values(value).map(text => text.length))
}

/** A name may occur thousands of times, and its pool hold as many values: each is looked at once. */
function memoized<T>(compute: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return name => {
    const found = known.get(name) ?? { value: compute(name) }
    known.set(name, found)
    return found.value
  }
}
