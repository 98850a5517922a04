import { z } from 'zod'

export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
export type Place = { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number }

/** What is remembered of the window; a file that was changed by hand is ignored. */
export const RememberedPlace = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(200).max(20_000),
  height: z.int().min(200).max(20_000),
})

const USUAL: Place = { width: 1280, height: 860 }
/** So much of the title bar must be in sight, px, or nobody could move the window back. */
const GRIP = { width: 120, height: 32 }

/** Where the window opens: as it was, if its top is still on a display; else in the middle, no larger than there is. */
export function placeOf(remembered: unknown, displays: readonly Area[]): Place {
  const known = RememberedPlace.safeParse(remembered)
  if (known.success && displays.some(area => isInSight(known.data, area))) return known.data
  const [first] = displays
  if (!first) return USUAL
  return { width: Math.min(USUAL.width, first.width), height: Math.min(USUAL.height, first.height) }
}

function isInSight(window: Area, area: Area): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const top = window.y >= area.y && window.y + GRIP.height <= area.y + area.height
  return across >= GRIP.width && top
}
