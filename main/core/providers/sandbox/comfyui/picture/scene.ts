import { createRandom, hashText } from './random.ts'

/** A landscape of 8-bit palette indices: sky, sun or moon, ridges in the mist, sometimes a lake. */
export interface Scene {
  readonly width: number
  readonly height: number
  /** Rows with a leading filter byte of 0, ready to compress. */
  readonly rows: Uint8Array
  readonly palette: Buffer
}

/** Palette: sky, ridges, the same again darker for the lake, then single colours. */
const SKY = 64
const RIDGES = 4
const SHADES = 14
const LAND = SKY
const SCENERY = SKY + RIDGES * SHADES
export const INK = { star: 240, disc: 241, panel: 242, text: 243, accent: 244, discInLake: 246 } as const

interface Mood {
  readonly hue: number
  readonly top: readonly [number, number]
  readonly horizonTurn: number
  readonly horizon: readonly [number, number]
  readonly near: readonly [number, number]
  readonly hasStars: boolean
}

/** Saturation and lightness at the zenith and the horizon, and of the nearest ridge. */
const MOODS: readonly Omit<Mood, 'hue'>[] = [
  { top: [0.55, 0.3], horizonTurn: 150, horizon: [0.85, 0.74], near: [0.45, 0.1], hasStars: false },
  { top: [0.6, 0.45], horizonTurn: -18, horizon: [0.7, 0.88], near: [0.4, 0.18], hasStars: false },
  { top: [0.6, 0.16], horizonTurn: 60, horizon: [0.65, 0.55], near: [0.5, 0.06], hasStars: true },
  { top: [0.5, 0.08], horizonTurn: 25, horizon: [0.5, 0.38], near: [0.5, 0.04], hasStars: true },
]

/** Draws the scene of a prompt and seed. The prompt decides the colours, the seed the shapes. */
export function drawScene(width: number, height: number, prompt: string, seed: string): Scene {
  const promptRandom = createRandom(hashText(prompt))
  const random = createRandom(hashText(`${seed} ${prompt}`))
  const mood = { ...pick(MOODS, promptRandom()), hue: promptRandom() * 360 + (random() - 0.5) * 50 }
  const rows = new Uint8Array((width + 1) * height)
  const hasLake = random() < 0.55
  const horizon = Math.max(1, Math.round(height * (hasLake ? 0.6 + random() * 0.08 : 0.72)))
  paintSky(rows, width, height, horizon)
  paintDisc(rows, width, horizon, {
    x: width * (0.2 + random() * 0.6),
    y: horizon * (0.3 + random() * 0.45),
    radius: Math.max(2, Math.min(width, height) * (0.045 + random() * 0.05)),
  })
  if (mood.hasStars) paintStars(rows, width, horizon, random)
  paintRidges(rows, width, hasLake ? horizon : height, horizon, random)
  if (hasLake) paintLake(rows, width, height, horizon, random())
  return { width, height, rows, palette: scenePalette(mood) }
}

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

/** Rows of one level each; where levels meet, a pattern of four pixels hides the step. */
function paintSky(rows: Uint8Array, width: number, height: number, horizon: number): void {
  for (let y = 0; y < height; y += 1) {
    const level = Math.min(1, y / horizon) * (SKY - 1)
    const start = y * (width + 1) + 1
    for (let x = 0; x < Math.min(4, width); x += 1)
      rows[start + x] = Math.min(SKY - 1, Math.floor(level + (BAYER[(y & 3) * 4 + x] ?? 0) / 16))
    for (let filled = 4; filled < width; filled *= 2)
      rows.copyWithin(start + filled, start, start + Math.min(filled, width - filled))
  }
}

interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** The light around the disc lifts the sky towards the colour of the horizon. */
function paintDisc(rows: Uint8Array, width: number, horizon: number, disc: Disc): void {
  const reach = disc.radius * 4.5
  const fromX = Math.max(0, Math.floor(disc.x - reach))
  const toX = Math.min(width, Math.ceil(disc.x + reach))
  for (let y = Math.max(0, Math.floor(disc.y - reach)); y < Math.min(horizon, disc.y + reach); y += 1) {
    for (let x = fromX; x < toX; x += 1) {
      const distance = Math.sqrt((x - disc.x) ** 2 + (y - disc.y) ** 2)
      if (distance > reach) continue
      const at = y * (width + 1) + 1 + x
      const light = 1 - (distance - disc.radius) / (reach - disc.radius)
      rows[at] =
        distance <= disc.radius
          ? INK.disc
          : Math.min(
              SKY - 1,
              (rows[at] ?? 0) + Math.floor(light * light * 34 + (BAYER[(y & 3) * 4 + (x & 3)] ?? 0) / 16),
            )
    }
  }
}

function paintStars(rows: Uint8Array, width: number, horizon: number, random: () => number): void {
  const count = Math.min(400, Math.round((width * horizon) / 2500))
  const size = Math.max(1, Math.round(width / 700))
  for (let star = 0; star < count; star += 1) {
    const x = Math.floor(random() * (width - size))
    const y = Math.floor(random() ** 1.6 * (horizon * 0.8))
    const extent = random() < 0.15 ? size + 1 : size
    for (let row = y; row < y + extent; row += 1) {
      const at = row * (width + 1) + 1 + x
      if ((rows[at] ?? 0) < SKY) rows.fill(INK.star, at, at + Math.min(extent, width - x))
    }
  }
}

function paintRidges(rows: Uint8Array, width: number, bottom: number, horizon: number, random: () => number): void {
  const tops = Array.from({ length: RIDGES }, (_, ridge) => ridgeLine(width, horizon, bottom, ridge, random))
  for (let ridge = 0; ridge < RIDGES; ridge += 1) {
    const top = tops[ridge] ?? new Int32Array(width)
    const end = visibleEnd(tops.slice(ridge + 1), width, bottom)
    const fade = (SHADES - 1) / Math.max(6, horizon * (0.16 + ridge * 0.05))
    paintRidge(rows, width, top, end, LAND + ridge * SHADES, fade)
  }
}

/** The height of a ridge per column: a few waves, sharper the farther away. */
function ridgeLine(width: number, horizon: number, bottom: number, ridge: number, random: () => number): Int32Array {
  const depth = ridge / (RIDGES - 1)
  const base = bottom > horizon ? horizon * (0.74 + depth * 0.5) : horizon * (0.7 + depth * 0.22)
  const amplitude = horizon * (0.17 - depth * 0.08)
  const waves = [1, 2.3, 5.1, 11.7, 23].map((frequency, index) => ({
    frequency: frequency * (0.8 + random() * 0.5),
    phase: random() * 7,
    weight: 0.55 ** index,
  }))
  const isSharp = random() < 0.6 - depth * 0.4
  const line = new Int32Array(width)
  for (let x = 0; x < width; x += 1) {
    const position = (x / width) * Math.PI * 1.6
    let sum = 0
    for (const { frequency, phase, weight } of waves) {
      const wave = Math.sin(position * frequency + phase)
      sum += weight * (isSharp ? 1 - 2 * Math.abs(wave) : wave)
    }
    line[x] = Math.max(0, Math.min(bottom, Math.round(base - (sum / 2) * amplitude)))
  }
  return line
}

function visibleEnd(nearer: readonly Int32Array[], width: number, bottom: number): Int32Array {
  const end = new Int32Array(width).fill(bottom)
  for (const line of nearer) for (let x = 0; x < width; x += 1) end[x] = Math.min(end[x] ?? 0, line[x] ?? 0)
  return end
}

/** Lighter towards its foot, where the mist lies. */
function paintRidge(
  rows: Uint8Array,
  width: number,
  top: Int32Array,
  end: Int32Array,
  ink: number,
  fade: number,
): void {
  const first = top.reduce((lowest, y) => Math.min(lowest, y), Number.MAX_SAFE_INTEGER)
  const last = end.reduce((highest, y) => Math.max(highest, y), 0)
  const shades = Uint8Array.from(
    { length: Math.max(1, last - first + 1) },
    (_, depth) => ink + Math.min(SHADES - 1, Math.floor(depth * fade)),
  )
  for (let y = first; y < last; y += 1) {
    const row = y * (width + 1) + 1
    for (let x = 0; x < width; x += 1) {
      const from = top[x] ?? 0
      if (y >= from && y < (end[x] ?? 0)) rows[row + x] = shades[y - from] ?? ink
    }
  }
}

/** The scenery upside down, darker, and shifted sideways by small waves. */
function paintLake(rows: Uint8Array, width: number, height: number, horizon: number, phase: number): void {
  for (let y = horizon; y < height; y += 1) {
    const depth = (y - horizon) / Math.max(1, height - horizon)
    const mirrored = Math.max(0, Math.min(horizon - 1, Math.round(horizon - 1 - (y - horizon) * (1 + 0.35 * depth))))
    const shift = Math.round(
      Math.sin(y * 0.55 + phase * 9) * depth * width * 0.012 + Math.sin(y * 0.13) * depth * width * 0.006,
    )
    const from = mirrored * (width + 1) + 1
    const to = y * (width + 1) + 1
    for (let x = 0; x < width; x += 1) {
      const ink = rows[from + Math.max(0, Math.min(width - 1, x + shift))] ?? 0
      rows[to + x] = ink < SCENERY ? ink + SCENERY : ink === INK.disc ? INK.discInLake : SCENERY
    }
  }
}

type Rgb = readonly [number, number, number]

function scenePalette(mood: Mood): Buffer {
  const palette = Buffer.alloc(256 * 3)
  const set = (index: number, color: Rgb) =>
    palette.set(
      color.map(value => Math.max(0, Math.min(255, Math.round(value)))),
      index * 3,
    )
  const top = hsl(mood.hue, ...mood.top)
  const horizon = hsl(mood.hue + mood.horizonTurn, ...mood.horizon)
  const near = hsl(mood.hue + 10, ...mood.near)
  const water = hsl(mood.hue + 5, 0.5, mood.top[1] * 0.5)
  for (let level = 0; level < SKY; level += 1) set(level, mix(top, horizon, (level / (SKY - 1)) ** 1.25))
  for (let ridge = 0; ridge < RIDGES; ridge += 1) {
    const crest = mix(mix(horizon, top, 0.45), near, (ridge + 0.8) / (RIDGES - 0.2))
    for (let shade = 0; shade < SHADES; shade += 1)
      set(LAND + ridge * SHADES + shade, mix(crest, horizon, (shade / SHADES) * (0.55 - ridge * 0.12)))
  }
  for (let index = 0; index < SCENERY; index += 1) set(SCENERY + index, mix(readColor(palette, index), water, 0.42))
  const disc = mix([255, 250, 235], horizon, 0.12)
  set(INK.star, mix([255, 255, 255], horizon, 0.15))
  set(INK.disc, disc)
  set(INK.discInLake, mix(disc, water, 0.3))
  set(INK.panel, mix([12, 13, 18], near, 0.35))
  set(INK.text, [242, 243, 247])
  set(INK.accent, hsl(mood.hue + mood.horizonTurn, 0.8, 0.75))
  return palette
}

function readColor(palette: Buffer, index: number): Rgb {
  return [palette[index * 3] ?? 0, palette[index * 3 + 1] ?? 0, palette[index * 3 + 2] ?? 0]
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}

function hsl(hue: number, saturation: number, lightness: number): Rgb {
  const part = (offset: number) => {
    const position = (offset + hue / 30 + 1200) % 12
    return (
      255 *
      (lightness -
        saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(position - 3, 9 - position, 1)))
    )
  }
  return [part(0), part(8), part(4)]
}

function pick<T>(list: readonly [T, ...T[]] | readonly T[], share: number): T {
  const item = list[Math.floor(share * list.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
