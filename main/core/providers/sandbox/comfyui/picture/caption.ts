import { eachDot, GLYPH_HEIGHT, GLYPH_WIDTH, wrap } from './font.ts'
import type { Scene } from './scene.ts'
import { INK } from './scene.ts'

/** Smaller pictures carry no text: nobody could read it. */
const SMALLEST = 96
const MAXIMUM_LINES = 4

/** Writes the prompt and the seed on a panel at the foot of the picture. */
export function drawCaption(scene: Scene, prompt: string, seedText: string): void {
  if (Math.min(scene.width, scene.height) < SMALLEST) return
  const scale = Math.max(1, Math.round(Math.min(scene.width, scene.height) / 340))
  const margin = 4 * scale
  const columns = Math.floor((scene.width - 2 * margin) / (GLYPH_WIDTH * scale))
  const lines = wrap(prompt, columns, MAXIMUM_LINES)
  const lineHeight = (GLYPH_HEIGHT + 2) * scale
  const top = scene.height - 2 * margin - (lines.length + 1) * lineHeight
  fillRows(scene, Math.max(0, top), scene.height, INK.panel)
  fillRows(scene, Math.max(0, top - scale), Math.max(0, top), INK.accent)
  for (const [index, line] of [...lines, seedText].entries()) {
    const ink = index < lines.length ? INK.text : INK.accent
    drawText(scene, line, margin, top + margin + index * lineHeight, scale, ink)
  }
}

function fillRows(scene: Scene, from: number, to: number, ink: number): void {
  for (let y = from; y < to; y += 1) scene.rows.fill(ink, y * (scene.width + 1) + 1, (y + 1) * (scene.width + 1))
}

function drawText(scene: Scene, text: string, left: number, top: number, scale: number, ink: number): void {
  eachDot(text, (column, row) => {
    const x = left + column * scale
    const width = Math.min(scale, scene.width - x)
    for (let y = top + row * scale; y < top + (row + 1) * scale; y += 1) {
      const at = y * (scene.width + 1) + 1 + x
      if (width > 0 && y >= 0 && y < scene.height) scene.rows.fill(ink, at, at + width)
    }
  })
}
