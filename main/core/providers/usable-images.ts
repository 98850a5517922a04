import type { Db } from '../storage/database.ts'
import { listPreparedImages, type PreparedImage } from '../storage/prepared-images.ts'
import { withDeadline } from './answers.ts'
import { SETUP_VERSION } from './bootstrap/description.ts'
import type { Provider } from './provider.ts'

/** Images that machines can be started from now: of the set-up of this Burst, and ready at their sellers. Newest first. */
export async function usableImages(
  db: Db,
  asked: readonly Provider[],
  signal: AbortSignal,
): Promise<readonly PreparedImage[]> {
  const known = listPreparedImages(db).filter(({ setup }) => setup === SETUP_VERSION)
  const keepers = asked.filter(({ id, images }) => images !== null && known.some(({ provider }) => provider === id))
  const ready = await Promise.all(
    keepers.map(async ({ id, images }) => {
      const answer = images && (await withDeadline(async bounded => await images.list(bounded), signal))
      if (answer?.kind !== 'answer') return []
      return answer.value.filter(({ state }) => state === 'ready').map(image => `${id} ${image.id}`)
    }),
  )
  const ids = new Set(ready.flat())
  return known.filter(({ provider, imageId }) => ids.has(`${provider} ${imageId}`))
}
