import { useEffect } from 'react'

export type GalleryKeys = {
  /** So many places on, or back. */
  readonly step: (places: number) => void
  readonly columns: number
  readonly star: () => void
  readonly reject: () => void
  readonly compare: () => void
  readonly open: () => void
}

/** J and K, or the arrows, move; S stars, X rejects, C compares, Enter opens. Not while somebody types, or a dialog is open. */
export function useGalleryKeys(keys: GalleryKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return
      if (event.key === 'Enter' && isPressed(event.target)) return
      const act = actionOf(event.key, keys)
      if (act === null) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [keys])
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true
  return target instanceof HTMLElement && target.closest('input, select, textarea, [role="slider"]') !== null
}

/** What has the focus and does something by Enter itself. A picture of the grid opens by it, as by the key alone. */
function isPressed(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.closest('a, button, summary') !== null && target.closest('[data-picture]') === null
}

function actionOf(key: string, { step, columns, star, reject, compare, open }: GalleryKeys): (() => void) | null {
  switch (key) {
    case 'j':
    case 'ArrowRight':
      return () => step(1)
    case 'k':
    case 'ArrowLeft':
      return () => step(-1)
    case 'ArrowDown':
      return () => step(columns)
    case 'ArrowUp':
      return () => step(-columns)
    case 's':
      return star
    case 'x':
      return reject
    case 'c':
      return compare
    case 'Enter':
      return open
    default:
      return null
  }
}
