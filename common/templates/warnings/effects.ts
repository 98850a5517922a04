import { z } from 'zod'
import type { Problem } from '../../errors.ts'
import { effectOf, effectText } from '../effect.ts'
import type { Looked } from './context.ts'

const Names = z.object({ subjects: z.array(z.string()) })
const OfImport = Names.extend({ import: z.string() })

/** What was noticed while files were read gets its effect now that the pictures are counted. */
export function tellEffects(looked: Looked): void {
  const { warnings } = looked.findings
  for (const [at, warning] of warnings.entries()) {
    const instead = insteadOf(looked, warning)
    if (instead === null) continue
    const effect = effectOf(looked.plan.count, instead)
    const message = `${warning.message} ${effectText(effect)}`
    warnings[at] = { ...warning, message, details: { ...Names.loose().parse(warning.details), effect } }
  }
}

function insteadOf(looked: Looked, { code, details }: Problem): bigint | null {
  if (code === 'header-is-a-variation') {
    const { import: name, subjects } = OfImport.parse(details)
    const axis = looked.axes.find(used => used.name === name)
    return axis ? looked.plan.countIf(name, Math.max(0, axis.entries.length - subjects.length)) : looked.plan.count
  }
  if (code !== 'text-lost') return null
  // The names that only the lost text has would have been varied.
  const used = new Set(looked.axes.map(({ name }) => name))
  const lost = Names.parse(details).subjects.filter(name => !used.has(name))
  const [one, ...others] = [...new Set(lost)].map(name => looked.pools.get(name)?.length ?? 1)
  if (one === undefined) return looked.plan.count
  return looked.plan.countIf(
    '',
    [one, ...others].reduce((product, values) => product * values, 1),
  )
}
