import { linkSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { homeAt } from '../../main/core/home.ts'
import { pictureFile, recordBurst } from './recorded-burst.ts'

/** So many different pictures; the others are further names of the same files. */
const DIFFERENT = 48
const WIDTH = 832
const HEIGHT = 1216

/** A finished burst with so many pictures in a home that no engine serves yet. */
export async function fillGallery(home: string, pictures: number): Promise<void> {
  const out = path.join(home, 'sessions', 'bench')
  mkdirSync(out, { recursive: true })
  for (let item = 0; item < Math.min(DIFFERENT, pictures); item++) await paint(path.join(out, pictureFile(item)), item)
  for (let item = DIFFERENT; item < pictures; item++)
    linkSync(path.join(out, pictureFile(item % DIFFERENT)), path.join(out, pictureFile(item)))
  const burst = recordBurst(pictures, { database: homeAt(home).database, out })
  burst.bringHome(pictures)
  burst.end()
  burst.close()
}

/** Noise of two octaves over a colour of its own: as hard to decode as a photograph, about 2 MB. */
async function paint(file: string, item: number): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 24 } as const
  const coarse = await sharp({
    create: { width: WIDTH / 8, height: HEIGHT / 8, channels: 3, background: '#000', noise },
  })
    .resize(WIDTH, HEIGHT)
    .png()
    .toBuffer()
  const tint = { r: (item * 83) % 256, g: (item * 47) % 256, b: (item * 139) % 256 }
  await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#000', noise } })
    .composite([{ input: coarse, blend: 'overlay' }])
    .tint(tint)
    .png({ compressionLevel: 6 })
    .toFile(file)
}
