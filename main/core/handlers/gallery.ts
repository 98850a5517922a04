import type { GalleryPicture, Handlers } from '../../../common/contract.ts'
import { createGalleryStore, type GalleryPicture as Stored } from '../storage/gallery-store.ts'
import type { Parts } from './parts.ts'

export function galleryHandlers({ db, service, wallNow }: Pick<Parts, 'db' | 'service' | 'wallNow'>) {
  const gallery = createGalleryStore(db)
  return {
    'gallery.page': async ({ filter, offset, limit }) => ({
      total: gallery.count(filter),
      newest: gallery.newest(),
      pictures: gallery.page(filter, { offset, limit }).map(viewOf),
    }),
    'gallery.facets': async ({ burstId }) =>
      gallery.facets(service.idOf(burstId)).map(({ name, values }) => ({ name, values: [...values] })),
    'gallery.mark': async ({ burstId, item, mark }) => {
      gallery.mark(service.idOf(burstId), item, mark, wallNow())
      return null
    },
  } satisfies Partial<Handlers>
}

function viewOf({ spec, at, ...picture }: Stored): GalleryPicture {
  const { id, filename, prompt, negative_prompt, seed, variations } = spec
  return {
    ...picture,
    promptId: id,
    file: filename,
    prompt,
    negativePrompt: negative_prompt,
    seed,
    variations,
    at: new Date(at).toISOString(),
  }
}
