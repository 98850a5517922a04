import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, type Key, type ReactNode } from 'react'
import { useColumns } from './use-columns.ts'

type Props = {
  readonly label: string
  readonly role?: 'group' | 'list'
  readonly count: number
  /** Cells are at least so wide; as many columns as fit are made, px. */
  readonly leastWidth: number
  /** Between cells, px. */
  readonly gap?: number
  /** Of a cell of this width, px; square where it is absent. */
  readonly heightOf?: (width: number) => number
  readonly keyOf?: (place: number) => Key
  /** Scrolled into sight when it changes; null for none. */
  readonly place?: number | null
  /** Told how many stand in a row. */
  readonly onColumns?: (columns: number) => void
  readonly children: (place: number, width: number) => ReactNode
}

const GAP = 8
const SQUARE = (width: number) => width

/** A uniform grid in the page's one scrolling column; rows out of sight are not in the document, however many there are. */
export function VirtualGrid({
  label,
  role = 'group',
  count,
  leastWidth,
  gap = GAP,
  heightOf = SQUARE,
  keyOf = place => place,
  place = null,
  onColumns,
  children,
}: Props) {
  const grid = useRef<HTMLDivElement>(null)
  const { columns, width } = useColumns(grid, leastWidth, gap)
  const height = heightOf(width)
  const rows = useVirtualizer({
    count: Math.ceil(count / columns),
    getScrollElement: () => document.getElementById('content'),
    estimateSize: () => height + gap,
    overscan: 2,
    scrollMargin: grid.current?.offsetTop ?? 0,
  })
  useLayoutEffect(() => rows.measure(), [rows, height])
  useEffect(() => onColumns?.(columns), [columns, onColumns])
  useEffect(() => {
    if (place !== null) rows.scrollToIndex(Math.floor(place / columns), { align: 'auto' })
  }, [rows, place, columns])
  return (
    <div ref={grid} role={role} aria-label={label} className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(row => (
        <div
          key={row.key}
          role="presentation"
          className="absolute inset-x-0 flex"
          style={{ gap, height, transform: `translateY(${row.start - rows.options.scrollMargin}px)` }}
        >
          {Array.from({ length: Math.min(columns, count - row.index * columns) }, (_, column) => {
            const here = row.index * columns + column
            return (
              <div key={keyOf(here)} role="presentation" className="shrink-0" style={{ width, height }}>
                {children(here, width)}
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
