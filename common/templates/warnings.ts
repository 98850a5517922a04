import type { Axis } from './axes.ts'
import { problemAt, type Findings, type Spot } from './findings.ts'
import type { Generation } from './files/document.ts'
import { placeholdersOf, tokensOf, usedNames, type Placeholder } from './placeholders.ts'
import type { Pool } from './pools.ts'

/** Modes that are not known act as random, which is seldom what a slip of the pen meant. */
export function warnOfModes({ mode, seedMode }: Generation, spot: Spot, findings: Findings): void {
  if (mode !== 'combinatorial' && mode !== 'random')
    findings.warnings.push(
      problemAt(
        spot,
        'mode-unknown',
        `\`generation.mode\` is neither combinatorial nor random, and acts as random.`,
        'Write combinatorial or random.',
      ),
    )
  if (seedMode !== 'fixed' && seedMode !== 'progressive' && seedMode !== 'random')
    findings.warnings.push(
      problemAt(
        spot,
        'seed-mode-unknown',
        '`generation.seed_mode` is none of fixed, progressive and random, and acts as random.',
        'Write fixed, progressive or random.',
      ),
    )
}

export function warnOfEmptyPools(axes: readonly Axis[], spot: Spot, findings: Findings): void {
  for (const { name, entries } of axes)
    if (entries.length === 0)
      findings.warnings.push(
        problemAt(
          spot,
          'pool-empty',
          `{${name}} has no values, so there are no pictures.`,
          `Give ${name} values, or leave it out of the text.`,
          { subjects: [name] },
        ),
      )
}

/** Random mode finds fewer pictures than asked for where the pools are small. */
export function warnOfFewDraws(wanted: number, count: number, spot: Spot, findings: Findings): void {
  if (count > 0 && count < wanted)
    findings.warnings.push(
      problemAt(
        spot,
        'fewer-than-asked',
        `Random mode gives ${count} different pictures, not the ${wanted} of max_images.`,
        'Give the pools more values, or ask for fewer.',
      ),
    )
}

/** A name that occurs by its parts alone stays at its first value. */
export function warnOfParts(
  placeholders: readonly Placeholder[],
  pools: ReadonlyMap<string, Pool>,
  spot: Spot,
  findings: Findings,
): void {
  const used = new Set(usedNames(placeholders))
  const byPartOnly = new Set(placeholders.map(({ name }) => name).filter(name => !used.has(name)))
  for (const name of byPartOnly)
    findings.warnings.push(
      problemAt(
        spot,
        'parts-only',
        pools.has(name)
          ? `{${name}} occurs by its parts alone, so it stays at its first value.`
          : `Nothing is imported as ${name}, so its parts are empty.`,
        `Write {${name}} somewhere in the text to vary it.`,
        { subjects: [name] },
      ),
    )
}

/** Placeholders of the negative text are sent as they stand. */
export function warnOfNegative(
  negative: string,
  pools: ReadonlyMap<string, Pool>,
  spot: Spot,
  findings: Findings,
): void {
  const known = new Set(
    placeholdersOf(tokensOf(negative))
      .map(({ name }) => name)
      .filter(name => pools.has(name)),
  )
  for (const name of known)
    findings.warnings.push(
      problemAt(
        spot,
        'placeholder-in-negative',
        `{${name}} in the negative text is not replaced; it is sent as it stands.`,
        'Write the words themselves.',
        { subjects: [name] },
      ),
    )
}
