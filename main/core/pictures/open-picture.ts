import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Api } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Thumbs } from './thumbs.ts'

export type PictureQuery = { readonly burstId: string; readonly item: number; readonly size: 'thumb' | 'full' }

export type OpenedPicture = {
  readonly file: string
  readonly bytes: number
  readonly contentType: string
  /** Changes with the content. */
  readonly tag: string
}

/**
 * The file to serve for a picture of a burst.
 *
 * Only a regular file inside the burst's own folder, also by its real path: a link that somebody put there leads nowhere.
 */
export async function openPicture(api: Api, thumbs: Thumbs, query: PictureQuery): Promise<OpenedPicture> {
  const { burstId, item, size } = query
  const [{ path: picture, sha256 }, { out }] = await Promise.all([
    api.call('pictures.file', { burstId, item }),
    api.call('bursts.show', { id: burstId }),
  ])
  const real = await insideFolder(out, picture)
  const file = size === 'thumb' ? await thumbs.of(real, sha256) : real
  const { size: bytes } = await stat(file)
  return {
    file,
    bytes,
    contentType: size === 'thumb' ? 'image/webp' : 'image/png',
    tag: `${sha256.slice(0, 32)}-${size}`,
  }
}

async function insideFolder(folder: string, file: string): Promise<string> {
  const [root, real] = await Promise.all([realpath(folder), realpath(file)]).catch(() => [null, null])
  if (!root || !real || path.dirname(real) !== root || !(await stat(real)).isFile()) throw notThere(file)
  return real
}

function notThere(file: string): BurstError {
  return new BurstError('usage', [
    {
      code: 'picture-not-there',
      message: `${path.basename(file)} is no longer in its folder.`,
      remedy: 'It may have been moved or renamed; the record still knows its prompt and seed.',
    },
  ])
}
