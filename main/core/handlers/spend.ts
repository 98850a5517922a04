import type { Handlers } from '../../../common/contract.ts'
import { spendReport } from '../spend/report.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'charges' | 'service' | 'settings' | 'wallNow'>

export function spendHandlers({ charges, service, settings, wallNow }: Needed) {
  return {
    'spend.report': async ({ from, to, by }) =>
      spendReport({
        charges: charges.past(0),
        running: service.unfinished().flatMap(state => charges.running(state)),
        from: from === undefined ? 0 : Date.parse(from),
        to: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to),
        by,
        now: wallNow(),
        currency: settings().currency,
      }),
  } satisfies Partial<Handlers>
}
