import type { Handlers } from '../../../common/contract.ts'
import type { Parts } from './parts.ts'

export function eventHandlers({ store, service }: Pick<Parts, 'store' | 'service'>) {
  return {
    'events.page': async ({ burstId: given, since, limit, newest }) => {
      const burstId = given === undefined ? {} : { burstId: service.idOf(given) }
      const from = newest ? Math.max(since, store.seqBeforeLast({ ...burstId, count: limit })) : since
      return [...store.events({ ...burstId, since: from, limit })]
    },
  } satisfies Partial<Handlers>
}
