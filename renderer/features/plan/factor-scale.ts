/** Positions of a slider that goes by factors: from 1 to 10 is as far as from 1,000 to 10,000. */
export const POSITIONS = 400

export function positionOf(images: number, most: number): number {
  if (most <= 1) return POSITIONS
  return Math.round((Math.log(Math.max(1, images)) / Math.log(most)) * POSITIONS)
}

/** Round numbers, as people think of them, but for both ends. */
export function imagesAt(position: number, most: number): number {
  if (position >= POSITIONS) return most
  const exact = most ** (position / POSITIONS)
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1)
  return Math.min(most, Math.max(1, Math.round(exact / digits) * digits))
}
