import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '../../../common/contract.ts'
import { openPicture } from './open-picture.ts'
import { createThumbs, type Thumbs } from './thumbs.ts'

let root: string
let out: string
let thumbs: Thumbs

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-pictures-'))
  out = path.join(root, 'session')
  mkdirSync(out)
  thumbs = createThumbs(path.join(root, 'thumbs'))
  const large = { width: 640, height: 960, channels: 3, background: '#446688' } as const
  await sharp({ create: large }).png().toFile(path.join(out, 'p.png'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** An engine that knows one burst with one picture. */
function engine(file: string): Api {
  const answers: Record<string, unknown> = {
    'pictures.file': { path: file, bytes: 1, sha256: 'a'.repeat(64) },
    'bursts.show': { out },
  }
  return {
    call: async name => answers[name] as never,
    subscribe: async () => undefined,
  }
}

const query = { burstId: 'b', item: 0 }

describe('a picture of a burst', () => {
  it('is served as it is, and small', async () => {
    const api = engine(path.join(out, 'p.png'))
    const full = await openPicture(api, thumbs, { ...query, size: 'full' })
    expect(full).toMatchObject({ contentType: 'image/png', bytes: (await stat(path.join(out, 'p.png'))).size })
    const small = await openPicture(api, thumbs, { ...query, size: 'thumb' })
    expect(await sharp(small.file).metadata()).toMatchObject({ format: 'webp', width: 213, height: 320 })
    expect(small.tag).not.toBe(full.tag)
  })

  it('has its small copy made once, also where many want it at the same time', async () => {
    const api = engine(path.join(out, 'p.png'))
    const opened = await Promise.all(
      Array.from({ length: 20 }, async () => await openPicture(api, thumbs, { ...query, size: 'thumb' })),
    )
    expect(new Set(opened.map(({ file }) => file)).size).toBe(1)
    const made = await stat(opened[0]?.file ?? '')
    await openPicture(api, createThumbs(path.join(root, 'thumbs')), { ...query, size: 'thumb' })
    expect((await stat(opened[0]?.file ?? '')).mtimeMs).toBe(made.mtimeMs)
    const left = await readdir(path.join(root, 'thumbs'), { recursive: true })
    expect(left.filter(name => name.endsWith('.part'))).toEqual([])
  })

  it('is not served from elsewhere: by a link, from another folder, or a folder itself', async () => {
    writeFileSync(path.join(root, 'secret.png'), 'secret')
    symlinkSync(path.join(root, 'secret.png'), path.join(out, 'link.png'))
    mkdirSync(path.join(out, 'folder.png'))
    for (const file of [
      path.join(out, 'link.png'),
      path.join(root, 'secret.png'),
      path.join(out, '..', 'secret.png'),
      path.join(out, 'folder.png'),
      path.join(out, 'gone.png'),
    ])
      await expect(openPicture(engine(file), thumbs, { ...query, size: 'full' })).rejects.toMatchObject({
        problems: [{ code: 'picture-not-there' }],
      })
  })

  it('that is no picture has no small copy, and leaves nothing behind', async () => {
    writeFileSync(path.join(out, 'p.png'), 'not a picture')
    await expect(openPicture(engine(path.join(out, 'p.png')), thumbs, { ...query, size: 'thumb' })).rejects.toThrow()
    expect((await readdir(path.join(root, 'thumbs'), { recursive: true })).filter(name => name.includes('.'))).toEqual(
      [],
    )
  })
})
