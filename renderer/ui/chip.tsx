import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type Tone = 'neutral' | 'accent' | 'amber' | 'danger'

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-text',
  amber: 'bg-amber-soft text-amber-text',
  danger: 'bg-danger-soft text-danger-text',
}

export function Chip({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 items-center gap-1 rounded-chip px-2 text-label font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
