import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** A dense table on a card; wide ones scroll by themselves. */
export function Table({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto rounded-card border border-line bg-surface"
    >
      <table className="w-full border-collapse">{children}</table>
    </div>
  )
}

type CellProps = { readonly right?: boolean; readonly children?: ReactNode }

export function HeadCell({ right = false, children }: CellProps) {
  return (
    <th
      scope="col"
      className={classNames(
        'h-8 px-4 text-label font-medium tracking-wide whitespace-nowrap text-ink-3 uppercase',
        right ? 'text-right' : 'text-left',
      )}
    >
      {children}
    </th>
  )
}

export function Cell({ right = false, children }: CellProps) {
  return (
    <td className={classNames('h-10 px-4', right && 'text-right whitespace-nowrap')}>
      {right ? <span className="inline-flex justify-end">{children}</span> : children}
    </td>
  )
}
