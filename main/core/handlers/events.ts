import type { Handlers } from '../../../common/contract.ts'
import type { Parts } from './parts.ts'

export function eventHandlers({ store, service }: Pick<Parts, 'store' | 'service'>) {
  return {
    'events.page': async ({ burstId, since, limit }) => [
      ...store.events({ ...(burstId === undefined ? {} : { burstId: service.idOf(burstId) }), since, limit }),
    ],
  } satisfies Partial<Handlers>
}
