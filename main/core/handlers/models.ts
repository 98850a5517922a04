import type { Handlers, Publishers } from '../../../common/contract.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

/** A scan tells of every 64 MB; nobody reads faster than this, real ms. */
const TELL_MS = 200

export function modelHandlers({ models }: Pick<Parts, 'models'>) {
  return {
    'models.list': async () => models.list(),
    'models.scan': async ({ dir }) => {
      await models.scan(dir ?? null)
      return { folders: models.folders() }
    },
  } satisfies Partial<Handlers>
}

/** The library as it is, then how a scan goes on; the models themselves again when one has ended. */
export function modelPublisher({ models, rest }: Pick<Parts, 'models' | 'rest'>): Publishers['models'] {
  return async (_, publish, signal) => {
    const news = createWakeup(signal)
    const remove = models.onChange(() => news.call())
    try {
      let told = models.news()
      await publish({ models: models.list(), folders: models.folders(), ...told })
      while (!signal.aborted) {
        await news.wait()
        await rest(TELL_MS, signal).catch(() => undefined)
        if (signal.aborted) return
        const now = models.news()
        const list = now.results === told.results ? null : models.list()
        told = now
        await publish({ models: list, folders: models.folders(), ...now })
      }
    } finally {
      remove()
    }
  }
}
