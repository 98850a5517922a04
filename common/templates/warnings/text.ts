import { placeholdersOf, tokensOf, usedNames } from '../placeholders.ts'
import { WORD } from '../python-text.ts'
import { mainText } from '../pools.ts'
import { warn, type Looked } from './context.ts'

/** What of the text stays as it is written, or does not come as it looks. */
export function warnOfText(looked: Looked): void {
  warnOfEmptyPools(looked)
  warnOfParts(looked)
  warnOfNegative(looked)
  warnOfChunksLeft(looked)
  warnOfBraces(looked)
  warnOfNumbers(looked)
}

function warnOfEmptyPools(looked: Looked): void {
  for (const { name, entries } of looked.axes)
    if (entries.length === 0)
      warn(
        looked,
        {
          spot: looked.written.placeholder(name),
          code: 'pool-empty',
          message: `{${name}} has no values, so there are no combinations.`,
          remedy: `Give ${name} values, or leave it out of the text.`,
          subjects: [name],
        },
        looked.plan.countIf(name, 1),
      )
}

/** A name that occurs by its parts alone stays at its first value. */
function warnOfParts(looked: Looked): void {
  const used = new Set(usedNames(looked.placeholders))
  const byPartOnly = new Set(looked.placeholders.map(({ name }) => name).filter(name => !used.has(name)))
  for (const name of byPartOnly) {
    const pool = looked.pools.get(name)
    warn(
      looked,
      {
        spot: looked.written.placeholder(name),
        code: 'parts-only',
        message: pool
          ? `{${name}} occurs by its parts alone, so it stays at the first of its ${pool.length} values.`
          : `Nothing is imported as ${name}, so its parts are empty.`,
        remedy: `Write {${name}} somewhere in the text to vary it.`,
        subjects: [name],
      },
      pool ? looked.plan.countIf(name, pool.length) : null,
    )
  }
}

/** Placeholders of the negative text are sent as they stand. */
function warnOfNegative(looked: Looked): void {
  const { template, pools, axes, plan } = looked
  const names = placeholdersOf(tokensOf(template.negative)).map(({ name }) => name)
  for (const name of new Set(names.filter(known => pools.has(known))))
    warn(
      looked,
      {
        spot: looked.written.negative(name),
        code: 'placeholder-in-negative',
        message: `{${name}} in the negative text is not replaced; it is sent as it stands with every picture.`,
        remedy: 'Write the words themselves.',
        subjects: [name],
      },
      axes.some(axis => axis.name === name) ? plan.count : plan.countIf(name, pools.get(name)?.length ?? 1),
    )
}

const REFERENCE = new RegExp(String.raw`@(\{)?((?:${WORD}|\.)+)`, 'gu')

/** Chunks inside chunks are not put in: two passes and no more. */
function warnOfChunksLeft(looked: Looked): void {
  const left = [...looked.text.matchAll(REFERENCE)]
  const known = left.filter(match => looked.template.chunks.has((match[2] ?? '').split('.')[0] ?? ''))
  for (const [piece, match] of new Map(known.map(found => [found[0], found])))
    warn(
      looked,
      {
        spot: looked.written.piece(piece),
        code: 'chunk-left-as-text',
        message: `${piece} stands inside a chunk, where references are not followed: it is sent as text.`,
        remedy: 'Refer to it in the prompt or its template, or write its text into the chunk.',
        subjects: [match[2] ?? ''],
      },
      looked.plan.count,
    )
}

const IN_BRACES = new RegExp(String.raw`\{@((?:${WORD}|\.)+)\}`, 'gu')

/** `{@Name}` looks like a placeholder: the chunk is put in, and the braces stay around it. */
function warnOfBraces(looked: Looked): void {
  const pieces = new Map(
    looked.written.texts.flatMap(text => [...text.matchAll(IN_BRACES)]).map(m => [m[0], m[1] ?? '']),
  )
  for (const [piece, name] of pieces)
    warn(
      looked,
      {
        spot: looked.written.piece(piece),
        code: 'braces-stay',
        message: `${piece} puts the chunk in and leaves the braces around it, and they are sent.`,
        remedy: `Write @${name}.`,
        subjects: [name],
      },
      looked.plan.count,
    )
}

const SPLIT_NUMBER = /[0-9],[0-9]/u

/** A space is put behind every comma, also inside `1,000`. */
function warnOfNumbers(looked: Looked): void {
  const values = looked.axes.flatMap(({ entries }) => entries.map(({ value }) => mainText(value)))
  // Selectors are no text.
  const written = looked.text.replace(new RegExp(String.raw`\[[^[\]]*\]`, 'gu'), '')
  const found = [written, ...values].map(text => SPLIT_NUMBER.exec(text)?.[0]).find(piece => piece !== undefined)
  if (found === undefined) return
  const spaced = found.replace(',', ', ')
  warn(
    looked,
    {
      spot: looked.written.piece(found),
      code: 'comma-gets-a-space',
      message: `A space is put behind every comma: ${found} becomes ${spaced}.`,
      remedy: 'Write the number without a comma.',
      subjects: [found],
    },
    looked.plan.count,
  )
}
