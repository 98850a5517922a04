import type { CallName, Handlers } from '../../../common/contract.ts'
import { appendAudit } from '../storage/audit-store.ts'
import type { Parts } from './parts.ts'

/** What of a call's input goes into the trail; never a secret, and never what a burst's own record says. */
type Said = { readonly target: string; readonly detail?: Readonly<Record<string, unknown>> }

const AUDITED: { readonly [K in CallName]?: (input: never) => Said } = {
  'instances.kill': ({ instanceId }: { instanceId: string }) => ({ target: instanceId }),
  'instances.killAll': ({ provider }: { provider?: string }) => ({ target: provider ?? 'everything' }),
  'instances.unlatch': () => ({ target: 'the stop latch' }),
  'watchdog.keep': ({ instanceId, seconds }: { instanceId: string; seconds: number }) => ({
    target: instanceId,
    detail: { seconds },
  }),
  'budget.set': (input: Record<string, unknown>) => ({ target: 'the budget', detail: input }),
  // The address of a webhook may be a secret by itself.
  'settings.set': ({ key, value }: { key: string; value: unknown }) => ({
    target: key,
    detail: key === 'alert-webhook' ? {} : { value },
  }),
  'providers.login': ({ provider, fields }: { provider: string; fields: object }) => ({
    target: provider,
    detail: { fields: Object.keys(fields) },
  }),
  'providers.logout': ({ provider }: { provider: string }) => ({ target: provider }),
  'images.delete': ({ image }: { image: string }) => ({ target: image }),
  'volumes.create': ({ provider, region, bytes }: { provider: string; region: string; bytes: number }) => ({
    target: `a volume at ${provider}`,
    detail: { region, bytes },
  }),
  'volumes.delete': ({ volume }: { volume: string }) => ({ target: volume }),
  'keys.rotate': () => ({ target: 'the login keys' }),
}

/** Writes down, before it is done, what a person asks for that costs, ends or allows something outside a burst. */
export function audited(handlers: Handlers, { db, wallNow, log }: Pick<Parts, 'db' | 'wallNow' | 'log'>): Handlers {
  const wrapped = Object.entries(AUDITED).map(([name, said]) => {
    const handler = handlers[name as CallName] as (input: never, signal: AbortSignal) => Promise<unknown>
    const call = async (input: never, signal: AbortSignal) => {
      const { target, detail = {} } = said(input)
      try {
        appendAudit(db, [{ at: wallNow(), actor: 'user', action: name, target, detail }])
      } catch (error) {
        // What ends a cost must not fail because nobody can write it down.
        log(`the audit trail could not take ${name}`, error)
      }
      return await handler(input, signal)
    }
    return [name, call] as const
  })
  return { ...handlers, ...(Object.fromEntries(wrapped) as Partial<Handlers>) }
}
