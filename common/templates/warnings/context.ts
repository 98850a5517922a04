import type { Axis } from '../axes.ts'
import type { BlockPlan } from '../blocks.ts'
import type { CheckedOptions } from '../expand-options.ts'
import { effectOf, effectText } from '../effect.ts'
import type { Generation } from '../files/document.ts'
import { problemAt, type Findings, type ProblemDetails, type Spot } from '../findings.ts'
import type { Imports } from '../imports.ts'
import type { MergedTemplate } from '../inherit.ts'
import type { Placeholder } from '../placeholders.ts'
import type { Pool } from '../pools.ts'
import type { Written } from '../written.ts'

/** A resolved template, as the warnings look at it. */
export type Looked = {
  readonly template: MergedTemplate
  /** After inheritance and chunks. */
  readonly text: string
  readonly placeholders: readonly Placeholder[]
  readonly axes: readonly Axis[]
  readonly pools: ReadonlyMap<string, Pool>
  readonly imports: Imports
  readonly generation: Generation
  readonly options: CheckedOptions
  readonly plan: BlockPlan
  readonly written: Written
  readonly findings: Findings
}

export type Warning = {
  readonly spot: Spot | null
  readonly code: string
  /** A sentence; what changes in count and cost is put behind it. */
  readonly message: string
  readonly remedy: string
  readonly subjects: readonly string[]
}

/** Adds a warning with what it changes: from `instead` pictures, where that can be told, to those that are made. */
export function warn(looked: Looked, warning: Warning, instead: bigint | null, details: ProblemDetails = {}): void {
  const { spot, code, message, remedy, subjects } = warning
  const effect = effectOf(looked.plan.count, instead)
  looked.findings.warnings.push(
    problemAt(spot, code, `${message} ${effectText(effect)}`, remedy, { subjects, effect, ...details }),
  )
}
