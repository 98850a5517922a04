import type { ImportEntry } from '../files/document.ts'
import type { ChosenImports } from '../themes.ts'
import { spotIn } from '../source.ts'
import { warn, type Looked } from './context.ts'

/** A theme takes the place of all imports but the entry's own; what it leaves out is gone. */
export function warnOfTheme(looked: Looked, { imports, removed, dropped, theme }: ChosenImports): void {
  if (theme === null) return
  for (const entry of dropped) warnOfDropped(looked, entry, theme.shown)
  for (const name of removed) {
    const entry = imports.get(name)
    if (entry) warnOfComeback(looked, entry)
  }
}

function warnOfDropped(looked: Looked, { name, node, from }: ImportEntry, theme: string): void {
  const message = `The theme ${theme} drops the import ${name} of ${from.shown}, as it does not name it.`
  const remedy = `Write ${name} into the theme, or under \`imports\` of the prompt itself.`
  warn(
    looked,
    { spot: spotIn(from, node), code: 'theme-drops-import', message, remedy, subjects: [name] },
    looked.plan.count,
  )
}

/** A plain entry behind a `[Remove]`, or an import of the prompt itself, brings a removed name back. */
function warnOfComeback(looked: Looked, { name, node, from }: ImportEntry): void {
  const message = `The theme removes ${name}, and an import brings it back: it is varied.`
  const remedy = 'Write the styled `[Remove]` behind the plain entry, and leave the name out of the prompt.'
  warn(
    looked,
    { spot: spotIn(from, node), code: 'removed-name-is-back', message, remedy, subjects: [name] },
    looked.plan.countIf(name, 1),
  )
}
