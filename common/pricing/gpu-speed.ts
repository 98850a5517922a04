import { namesGpu } from '../bursts/match-offer.ts'
import { ASSUMED } from './assumptions.ts'

/**
 * Dense FP16 tensor throughput in TFLOPS, from the makers' data sheets (read 2026-11). A GPU that has several forms is
 * here by its slower one, unless the form is named.
 */
const DATA_SHEET: readonly (readonly [gpu: string, tflops: number])[] = [
  ['b200', 2250],
  ['h200', 989],
  ['h100 sxm', 989],
  ['h100 sxm5', 989],
  ['h100 80gb hbm3', 989],
  ['gh200', 989],
  ['h100 nvl', 835],
  ['h100', 756],
  ['l40s', 362],
  ['a100', 312],
  ['a800', 312],
  ['rtx 5090', 210],
  ['rtx 6000 ada', 182],
  ['l40', 181],
  ['rtx 4090', 165],
  ['rtx a6000', 155],
  ['a6000', 155],
  ['a40', 150],
  ['v100s', 130],
  ['a10', 125],
  ['l4', 121],
  ['v100', 112],
  ['a5000', 111],
  ['rtx 5000', 89],
  ['rtx 3090', 71],
  ['t4', 65],
]

/** The assumed seconds for a picture are those of an H100 in its PCIe form. */
const REFERENCE_TFLOPS = 756

/** What people call so many of a GPU in one machine: `8× H100`. */
export function cardsText({
  gpu,
  gpuCount = 1,
}: {
  readonly gpu: string
  readonly gpuCount?: number | undefined
}): string {
  return gpuCount > 1 ? `${gpuCount}× ${gpu}` : gpu
}

const SEVERAL = /^(\d+)× /

/** How fast a GPU, or so many of them, is beside the one that the assumptions are about, by its data sheet; null where that is not known. */
export function guessedSpeed(gpu: string): number | null {
  const [several, count] = SEVERAL.exec(gpu) ?? []
  if (several !== undefined) {
    // Each makes pictures of its own.
    const one = guessedSpeed(gpu.slice(several.length))
    return one && one * Number(count)
  }
  const found = DATA_SHEET.find(([name]) => namesGpu(name, gpu))
  return found ? found[1] / REFERENCE_TFLOPS : null
}

/**
 * A first guess of the seconds for a picture, until this user's own bursts say better: as the data sheets of two GPUs
 * relate, so do they. Null for a GPU that is not known. `reference`: what the GPU of the assumptions takes.
 */
export function guessedSecondsPerImage(gpu: string, reference = ASSUMED.cloudSecondsPerImage): number | null {
  const speed = guessedSpeed(gpu)
  return speed === null ? null : Math.round((reference * 100) / speed) / 100
}
