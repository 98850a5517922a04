import type { ImageShelf } from '../provider.ts'
import { NOTHING, type ApiClient } from './api-client.ts'
import { asked, done, isNotFound } from './answers.ts'
import { ApiImages, PATHS } from './api.ts'

/** Disks of practice machines. */
export function sandboxImages(client: ApiClient): ImageShelf {
  return {
    // Asked once: a second request would be a second image.
    keep: async (instanceId, name, signal) =>
      done(asked(await client.call('POST', PATHS.images, NOTHING, signal, { instanceId, name }))),
    list: async signal => {
      const answer = asked(await client.ask('GET', PATHS.images, ApiImages, signal))
      return answer.kind === 'answer' ? { kind: 'answer', value: answer.value.images } : answer
    },
    remove: async (imageId, signal) => {
      const answer = await client.ask('DELETE', PATHS.image(imageId), NOTHING, signal)
      return isNotFound(answer) ? { kind: 'answer', value: null } : done(asked(answer))
    },
  }
}
