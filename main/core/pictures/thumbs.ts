import { createHash } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Sharp, SharpOptions } from 'sharp'

/** Longest side of a small copy, px: sharp on a dense screen at the size of a grid's cell. */
const SIDE_PX = 320
/** More pixels than any picture has that ComfyUI makes; a larger header is a trick. */
const MAX_PIXELS = 268_435_456
/** So many are made at once: the rest of the computer's work goes on. */
const AT_ONCE = 2

export type Thumbs = {
  /** The small copy of a picture, made when it is not there. `key` changes when the picture does. */
  of(picture: string, key: string): Promise<string>
}

type MakeSharp = (input: string, options?: SharpOptions) => Sharp

/** Small copies in `folder`, each made once. They may be deleted at any time. */
export function createThumbs(folder: string): Thumbs {
  const making = new Map<string, Promise<string>>()
  const turns = turnsOf(AT_ONCE)
  // The library is large and only needed by who looks at pictures.
  let library: Promise<MakeSharp> | null = null

  async function make(picture: string, target: string): Promise<string> {
    if (await isThere(target)) return target
    library ??= import('sharp').then(({ default: sharp }) => sharp)
    const sharp = await library
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    const part = `${target}.${process.pid}.part`
    try {
      await sharp(picture, { limitInputPixels: MAX_PIXELS })
        .resize(SIDE_PX, SIDE_PX, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 82 })
        .toFile(part)
      await rename(part, target)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
    return target
  }

  return {
    async of(picture, key) {
      const target = targetOf(folder, picture, key)
      const under = making.get(target) ?? turns(() => make(picture, target))
      making.set(target, under)
      try {
        return await under
      } finally {
        making.delete(target)
      }
    },
  }
}

function targetOf(folder: string, picture: string, key: string): string {
  const name = createHash('sha256').update(`${picture}\n${key}\n${SIDE_PX}`).digest('hex')
  return path.join(folder, name.slice(0, 2), `${name}.webp`)
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    found => found.isFile(),
    () => false,
  )
}

/** Lets so many work at once; the others wait their turn. */
function turnsOf(atOnce: number) {
  let working = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (working >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    working += 1
    try {
      return await work()
    } finally {
      working -= 1
      waiting.shift()?.()
    }
  }
}
