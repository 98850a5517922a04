import { useLayoutEffect, useState, type RefObject } from 'react'

/** Between cells, px. */
export const GAP = 8

/** How many columns fit that are at least so wide, and how large a cell then is, px. */
export function useColumns(grid: RefObject<HTMLElement | null>, leastWidth: number) {
  const [width, setWidth] = useState(1000)
  useLayoutEffect(() => {
    const element = grid.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width))
    observer.observe(element)
    return () => observer.disconnect()
  }, [grid])
  const columns = Math.max(2, Math.floor((width + GAP) / (leastWidth + GAP)))
  return { columns, size: Math.floor((width - GAP * (columns - 1)) / columns) }
}
