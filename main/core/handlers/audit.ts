import type { Handlers } from '../../../common/contract.ts'
import { checkAudit, latestAudit, readAudit } from '../storage/audit-store.ts'
import type { Parts } from './parts.ts'

export function auditHandlers({ db }: Pick<Parts, 'db'>) {
  return {
    'audit.page': async ({ since, limit, newest }) =>
      newest ? latestAudit(db, limit) : readAudit(db, { since, limit }),
    'audit.check': async () => checkAudit(db),
  } satisfies Partial<Handlers>
}
