export type Size = { readonly width: number; readonly height: number }

/** How the picture becomes larger before the second pass. */
export type HiresWay =
  | { readonly kind: 'latent' | 'pixels'; readonly method: string }
  /** By a model of that name. */
  | { readonly kind: 'model' }

/**
 * A1111's names for enlarging (its modules/shared.py, `latent_upscale_modes`, and modules/upscaler.py), as ComfyUI's nodes have
 * them: it has no antialiasing, and its nearest is the exact one.
 */
const WAYS: Readonly<Record<string, HiresWay>> = {
  latent: { kind: 'latent', method: 'bilinear' },
  'latent (antialiased)': { kind: 'latent', method: 'bilinear' },
  'latent (bicubic)': { kind: 'latent', method: 'bicubic' },
  'latent (bicubic antialiased)': { kind: 'latent', method: 'bicubic' },
  'latent (nearest)': { kind: 'latent', method: 'nearest-exact' },
  'latent (nearest-exact)': { kind: 'latent', method: 'nearest-exact' },
  none: { kind: 'pixels', method: 'lanczos' },
  lanczos: { kind: 'pixels', method: 'lanczos' },
  nearest: { kind: 'pixels', method: 'nearest-exact' },
}

/** Any other name is a model's. */
export function hiresWay(upscaler: string): HiresWay {
  return WAYS[upscaler.trim().toLowerCase()] ?? { kind: 'model' }
}

/** Whether ComfyUI does exactly that, or only something near. */
export function isExactWay(upscaler: string): boolean {
  return !/antialiased|\(nearest\)/i.test(upscaler)
}

const LATENT_PIXELS = 8

/** Pixels after the second pass: a latent has whole eighths, so what is over them is cut, as A1111 does. */
export function hiresSize({ width, height }: Size, scale: number): Size {
  const side = (pixels: number) => Math.max(LATENT_PIXELS, Math.floor((pixels * scale) / LATENT_PIXELS) * LATENT_PIXELS)
  return { width: side(width), height: side(height) }
}
