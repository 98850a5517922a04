import { useLayoutEffect, useState, type RefObject } from 'react'

/** How many columns fit that are at least so wide, and how wide a cell then is, px. */
export function useColumns(grid: RefObject<HTMLElement | null>, leastWidth: number, gap: number) {
  const [room, setRoom] = useState(1000)
  useLayoutEffect(() => {
    const element = grid.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect.width))
    observer.observe(element)
    return () => observer.disconnect()
  }, [grid])
  const columns = Math.max(1, Math.floor((room + gap) / (leastWidth + gap)))
  return { columns, width: Math.floor((room - gap * (columns - 1)) / columns) }
}
