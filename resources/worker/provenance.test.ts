import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodePng } from '../../test/system/support/png.ts'
import { FakeComfy } from './testing/fake-comfyui.ts'
import { Lane } from './testing/lane.ts'

const ABOUT = { tags: ' <lora:ink:0.8>', head: 'Steps: 30, Sampler: Euler a', tail: 'Size: 64x64, Model: sdxl' }
let lane: Lane
let comfy: FakeComfy

beforeEach(async () => {
  lane = new Lane()
  comfy = new FakeComfy(lane.output)
  comfy.picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a33' } })
    .png()
    .toBuffer()
  await comfy.start()
})
afterEach(async () => {
  await lane.end()
  await comfy.die()
})

const pictures = () => lane.of('made').map(({ file }) => ({ file, bytes: readFileSync(join(lane.output, file.path)) }))

test("a picture has A1111's parameters before it is hashed, and is still the same picture", async () => {
  lane.give('A', [7], { about: ABOUT })
  lane.run(comfy.url)
  await lane.drained()
  const [made] = pictures()
  if (!made) throw new Error('nothing was made')
  expect(Object.fromEntries(decodePng(made.bytes).texts)).toEqual({
    parameters:
      'fox 7 <lora:ink:0.8>\nNegative prompt: blur\nSteps: 30, Sampler: Euler a, Seed: 7, Size: 64x64, Model: sdxl',
  })
  expect(made.file).toMatchObject({
    bytes: made.bytes.length,
    sha256: createHash('sha256').update(made.bytes).digest('hex'),
  })
  const pixels = async (png: Buffer) => (await sharp(png).raw().toBuffer()).toString('hex')
  expect(await pixels(made.bytes)).toBe(await pixels(comfy.picture ?? Buffer.alloc(0)))
})

test('a prompt in any script is kept', async () => {
  lane.give('A', [1], { about: ABOUT, prompt: '灯台、夜明け' })
  lane.run(comfy.url)
  await lane.drained()
  expect(decodePng(pictures()[0]?.bytes ?? Buffer.alloc(0)).texts.get('parameters')).toMatch(
    /^灯台、夜明け <lora:ink:0\.8>\n/,
  )
})

test('a worker that takes a picture over does not write them twice', async () => {
  comfy.hold = true
  lane.give('A', [1], { about: ABOUT })
  lane.run(comfy.url)
  await lane.until('it is queued', () => lane.of('queued').length === 1)
  await lane.kill()
  comfy.finish()
  await comfy.die()
  comfy.hold = false
  await comfy.start()
  lane.run(comfy.url)
  await lane.drained()
  const [made] = pictures()
  const text = made?.bytes.toString('latin1') ?? ''
  expect(text.split('parameters\0')).toHaveLength(2)
})

test('without anything to say a picture stays as it was made', async () => {
  lane.give('A', [1])
  lane.run(comfy.url)
  await lane.drained()
  expect(pictures()[0]?.bytes.equals(comfy.picture ?? Buffer.alloc(0))).toBe(true)
})
