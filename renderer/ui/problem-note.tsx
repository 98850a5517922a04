import { CircleAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Problem } from '../../common/errors.ts'
import { effectIn, rounded } from '../../common/templates/effect.ts'
import { Chip } from './chip.tsx'
import { classNames } from './class-names.ts'

type Props = {
  readonly problem: Problem
  readonly tone?: 'problem' | 'warning'
  /** What can be done about it, as buttons. */
  readonly children?: ReactNode
}

/** What is wrong, where, and what to do; red is not for errors that cost nothing. */
export function ProblemNote({ problem, tone = 'problem', children }: Props) {
  const Icon = tone === 'problem' ? CircleAlert : TriangleAlert
  return (
    <div
      role={tone === 'problem' ? 'alert' : 'note'}
      className={classNames('flex gap-3 rounded-card bg-amber-soft px-3 py-2 text-body')}
    >
      <Icon size={16} className="mt-0.5 shrink-0 text-amber-text" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          {problem.message} <EffectChip problem={problem} />
        </p>
        <p className="break-words text-ink-2">{problem.remedy}</p>
        {problem.file !== undefined && (
          <p className="truncate font-mono text-small text-ink-2" title={placeText(problem)}>
            {placeText(problem)}
          </p>
        )}
        {children && <div className="mt-2 flex gap-2">{children}</div>}
      </div>
    </div>
  )
}

/** By how much a surprise multiplies the pictures, and so the cost. */
function EffectChip({ problem }: { readonly problem: Problem }) {
  const factor = effectIn(problem)?.factor ?? 1
  if (factor === 1) return null
  return <Chip tone={factor > 1 ? 'danger' : 'neutral'}>{`× ${rounded(factor)}`}</Chip>
}

/** `portraits.prompt.yaml:12:5` */
function placeText({ file = '', line, column }: Problem): string {
  const name = file.split(/[\\/]/).at(-1) ?? file
  return [name, line, column].filter(part => part !== undefined).join(':')
}
