import type { ReactNode } from 'react'

/** A number that matters, with what it is above and what qualifies it below. */
export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-label font-medium tracking-wide text-ink-3 uppercase">{label}</dt>
      <dd className="truncate text-figure font-semibold tracking-tight">{value}</dd>
      <dd className="min-h-[18px] truncate text-small text-ink-2">{note}</dd>
    </div>
  )
}
