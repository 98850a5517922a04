import path from 'node:path'
import type { Handlers, PictureView } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { createPictureStore, type StoredPicture } from '../storage/picture-store.ts'
import type { Parts } from './parts.ts'

export function pictureHandlers({ db, service }: Pick<Parts, 'db' | 'service'>) {
  const pictures = createPictureStore(db)
  return {
    'pictures.page': async ({ burstId, ...page }) => {
      const id = service.idOf(burstId)
      return { total: pictures.count(id), pictures: pictures.page(id, page).map(viewOf) }
    },
    'pictures.file': async ({ burstId, item }) => {
      const { id, out } = service.show(burstId)
      const file = pictures.file(id, item)
      if (!file) throw notAtHome(id, item)
      return { path: path.join(out, file.name), bytes: file.bytes, sha256: file.sha256 }
    },
  } satisfies Partial<Handlers>
}

function viewOf({ item, lane, at, bytes, sha256, spec }: StoredPicture): PictureView {
  const { id, filename, prompt, negative_prompt, seed, variations } = spec
  return {
    item,
    promptId: id,
    file: filename,
    bytes,
    sha256,
    prompt,
    negativePrompt: negative_prompt,
    seed,
    variations,
    lane,
    at: new Date(at).toISOString(),
  }
}

function notAtHome(burstId: string, item: number): BurstError {
  const message = `Burst ${burstId} has no picture of prompt ${item} at home.`
  return new BurstError('usage', [
    { code: 'picture-not-home', message, remedy: 'Wait until it was made and brought home.' },
  ])
}
