import type { PicturePlan } from '../picture-plan.ts'
import type { Profile } from '../profile.ts'
import { drawCaption } from './caption.ts'
import { encodeJpeg } from './jpeg.ts'
import { noiseRows } from './noise.ts'
import type { TextChunk } from './png.ts'
import { COLOR_TYPE, compressRows, encodePng } from './png.ts'
import { drawScene } from './scene.ts'

/** The PNG file of one picture of a batch. The first is what a batch of one would give. */
export function renderPicture(
  plan: PicturePlan,
  index: number,
  kind: Profile['png'],
  texts: readonly TextChunk[],
): Buffer {
  const { width, height } = plan
  if (plan.color !== null) return encodePng(plainPicture(plan, plan.color), texts)
  if (kind.kind === 'noise') {
    const { channels, data } = noiseRows(width, height, kind.bytesApprox, `${seedText(plan, index)} ${plan.prompt}`)
    return encodePng(
      { width, height, colorType: channels === 1 ? COLOR_TYPE.grey : COLOR_TYPE.rgb, palette: null, data },
      texts,
    )
  }
  const scene = drawScene(width, height, plan.prompt, seedText(plan, index))
  drawCaption(scene, plan.prompt, seedText(plan, index))
  return encodePng(
    { width, height, colorType: COLOR_TYPE.palette, palette: scene.palette, data: compressRows(scene.rows) },
    texts,
  )
}

function seedText(plan: PicturePlan, index: number): string {
  const seed = plan.seed === null ? 'no seed' : `seed ${plan.seed}`
  return index === 0 ? seed : `${seed} #${index + 1}`
}

function plainPicture(plan: PicturePlan, color: number) {
  const { width, height } = plan
  const palette = Buffer.from([(color >> 16) & 0xff, (color >> 8) & 0xff, color & 0xff])
  return {
    width,
    height,
    colorType: COLOR_TYPE.palette,
    palette,
    data: compressRows(new Uint8Array((width + 1) * height)),
  }
}

const PREVIEW_SIDE = 64

/** A small JPEG of the picture to come, coming out of the grey as sampling goes on (`share` 0 to 1). */
export function renderPreview(plan: PicturePlan, share: number): Buffer {
  const scale = PREVIEW_SIDE / Math.max(plan.width, plan.height, PREVIEW_SIDE)
  const width = Math.max(1, Math.round(plan.width * scale))
  const height = Math.max(1, Math.round(plan.height * scale))
  const scene = drawScene(width, height, plan.prompt, seedText(plan, 0))
  const pixel = (x: number, y: number, channel: number) => {
    const ink = scene.rows[y * (width + 1) + 1 + x] ?? 0
    return 128 + ((scene.palette[ink * 3 + channel] ?? 0) - 128) * share
  }
  return encodeJpeg(width, height, pixel)
}
