import type { Handlers } from '../../../common/contract.ts'
import { sumsByKind, toWireMoney } from '../../../common/money.ts'
import { auditSince } from '../storage/audit-store.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'service' | 'charges'>

/** More would be read by nobody. */
const MOST_LINES = 50

export function awayHandlers({ db, service, charges }: Needed) {
  return {
    'away.since': async ({ since }) => {
      const from = Date.parse(since)
      const pictures = db
        .prepare<[number], number>(`SELECT count(*) FROM events WHERE type = 'item.verified' AND at >= ?`)
        .pluck()
        .get(from)
      const running = service.unfinished().flatMap(state => charges.running(state))
      return {
        since,
        pictures: pictures ?? 0,
        costs: sumsByKind([...charges.past(from), ...running].map(({ cost }) => cost)).map(toWireMoney),
        ended: service
          .list()
          .filter(({ endedAt }) => endedAt !== null && endedAt >= since)
          .map(({ id, name, state }) => ({ id, name, state })),
        acted: auditSince(db, from, ['watchdog', 'budget'], MOST_LINES),
      }
    },
  } satisfies Partial<Handlers>
}
