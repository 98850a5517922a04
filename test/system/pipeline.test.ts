import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { TestHome } from './support/test-home.ts'

let home: TestHome
let templates: string

beforeEach(async () => {
  home = new TestHome()
  templates = path.join(home.root, 'templates')
  mkdirSync(templates)
  await home.furnish()
})
afterEach(() => home.end())

/** A template that asks for everything that a picture can go through. */
function writeTemplate(control: string): string {
  const preset = { version: '2.0', detector: { ad_model: 'face_yolov8n.pt', ad_denoising_strength: 0.35 } }
  writeFileSync(path.join(templates, 'face.adetailer.yaml'), stringify(preset))
  const hands = { import: 'face.adetailer.yaml', override: { ad_model: 'hand_yolov8n.pt', ad_prompt: 'a hand' } }
  const template = {
    version: '2.0',
    type: 'prompt',
    name: 'Arches',
    generation: { mode: 'combinatorial', seed: 9000, seed_mode: 'progressive', max_images: -1 },
    imports: { Arch: ['stone arch', 'brick arch <checkpoint:other>'] },
    parameters: {
      width: 128,
      height: 96,
      steps: 4,
      sampler: 'Euler',
      scheduler: 'Normal',
      vae: 'fixed.safetensors',
      clip_skip: 2,
      loras: [{ name: 'film.safetensors', strength: 0.5 }],
      enable_hr: true,
      hr_scale: 1.5,
      hr_upscaler: 'R-ESRGAN 4x+',
      adetailer: ['face.adetailer.yaml', hands],
      controlnet: { model: 'canny.safetensors', image: control },
      upscaler: { model: 'RealESRGAN_x4plus.pth', scale: 1.37 },
    },
    prompt: '{Arch} over a canal',
  }
  const file = path.join(templates, 'arches.prompt.yaml')
  writeFileSync(file, stringify(template))
  return file
}

const lastPicture = (folder: string) =>
  readdirSync(folder)
    .filter(name => name.endsWith('.png'))
    .toSorted()
    .at(-1) ?? ''

test('a picture goes through all that its template asks for, and has exactly the size that was meant', async () => {
  mkdirSync(path.join(templates, 'pictures'))
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#348' } })
    .png()
    .toFile(path.join(templates, 'pictures/arch.png'))
  const out = path.join(home.root, 'out')
  const template = writeTemplate('pictures/arch.png')
  const burst = await home.json<BurstSummary>(['run', template, '--provider', 'sandbox', '--out', out])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 2, failed: 0 } })

  // 128 × 96, one and a half times, 1.37 times.
  const { width, height, comments } = await sharp(path.join(out, lastPicture(out))).metadata()
  expect({ width, height }).toEqual({ width: Math.round(192 * 1.37), height: Math.round(144 * 1.37) })
  const text = (keyword: string) => comments?.find(comment => comment.keyword === keyword)?.text ?? ''
  expect(text('parameters')).toContain('Model: other, VAE: fixed, Clip skip: 2, Denoising strength: 0.7')
  expect(text('parameters')).toContain('ADetailer model 2nd: hand_yolov8n.pt')
  expect(text('prompt')).toContain('FaceDetailer')

  const made = readFileSync(path.join(home.root, 'sandbox', 'made.jsonl'), 'utf8')
  for (const name of ['fixed.safetensors', 'canny.safetensors', 'bbox/hand_yolov8n.pt', 'RealESRGAN_x4plus.pth'])
    expect(made).toContain(name)
})

test('a picture to start from that is not there is said before anything is rented', async () => {
  const template = writeTemplate('pictures/none.png')
  const ended = await home.json<{ error: object }>(['run', template, '--provider', 'sandbox'], 2)
  expect(ended.error).toMatchObject({
    code: 'input-unreadable',
    message: expect.stringContaining('no such file'),
    file: path.join(templates, 'pictures/none.png'),
  })
  expect(await home.bursts()).toEqual([])
})
