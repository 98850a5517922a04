import { readRates } from '../../../common/pricing/exchange.ts'
import type { Settings } from '../../../common/settings.ts'
import { listInstances, type InstancesQuery } from '../watchdog/instances.ts'
import type { Provider } from '../providers/provider.ts'
import type { Look } from './check.ts'

export type AccountDeps = {
  readonly settings: () => Settings
  /** Those that there are credentials for, and the practice cloud where it was used. */
  readonly providers: readonly Provider[]
  readonly isLatched: () => boolean
  readonly query: Pick<InstancesQuery, 'identity' | 'burstOfAttempt' | 'endByOfAttempt' | 'wallNow'>
}

/** A rate that is older is worth another look, ms. */
const OLD_RATE_MS = 60 * 86_400_000

/** The accounts: whether they can be used, and whether something bills there that nobody looks after. */
export function accountLooks({ settings, providers, isLatched, query }: AccountDeps): Look[] {
  const real = providers.filter(({ facts }) => !facts.simulated)
  return [
    ...real.map(provider => credentialLook(provider)),
    {
      check: 'accounts',
      look: async () =>
        real.length > 0
          ? { ok: true, detail: real.map(({ id }) => id).join(', ') }
          : {
              ok: true,
              detail: 'none is connected; the practice cloud needs none',
              remedy: 'Connect one with `burst providers login`.',
            },
    },
    {
      check: 'instances',
      look: async signal => {
        const { instances } = await listInstances({ ...query, providers, all: false, withLeftovers: false, signal })
        const lost = instances.filter(({ whose }) => whose === 'orphaned').map(({ id }) => id)
        if (lost.length === 0) return { ok: true, detail: `${instances.length} run, all of them known` }
        const remedy = '`burst adopt` takes one over, `burst kill` ends it.'
        return { ok: false, detail: `nobody looks after ${lost.join(', ')}`, remedy }
      },
    },
    {
      check: 'stop latch',
      look: async () =>
        isLatched()
          ? {
              ok: false,
              detail: 'kill-all was pressed: nothing is rented',
              remedy: 'Allow it again with `burst unlatch`.',
            }
          : { ok: true, detail: 'open' },
    },
    { check: 'exchange rates', look: async () => ratesFound(settings(), real, query.wallNow()) },
    {
      check: 'budgets',
      look: async () => {
        const set = settings()
        const isAny = set['budget-daily'] > 0 || set['budget-monthly'] > 0 || set['max-cost'] > 0
        return isAny
          ? { ok: true, detail: 'set' }
          : { ok: true, detail: 'no limit is set', remedy: 'Set one, as in `burst budget set --daily 5`.' }
      },
    },
  ]
}

function credentialLook(provider: Provider): Look {
  return {
    check: `credentials of ${provider.id}`,
    look: async signal => {
      const checked = await provider.verifyCredentials(signal)
      if (checked.kind === 'ok') return { ok: true, detail: checked.rights.join(', ') }
      const remedy = `Enter them again with \`burst providers login ${provider.id}\`, and see \`burst providers test ${provider.id}\`.`
      return { ok: false, detail: checked.trouble.message, remedy }
    },
  }
}

/** Sellers that charge in dollars can be held to no limit in euros without a rate. */
async function ratesFound(settings: Settings, real: readonly Provider[], now: number) {
  const rates = readRates(settings['exchange-rates']) ?? new Map<string, never>()
  // OVHcloud charges in the currency of the account.
  if (real.every(({ id }) => id === 'ovh')) return { ok: true, detail: 'none is needed' }
  const oldest = [...rates.values()].find(({ on }) => now - Date.parse(on) > OLD_RATE_MS)
  const remedy = `Set them as in \`burst config set exchange-rates "USD 0.86 ${new Date(now).toISOString().slice(0, 10)}"\`.`
  if (rates.size === 0 && settings.currency !== 'USD') return { ok: false, detail: 'no rate is set', remedy }
  return oldest
    ? { ok: false, detail: `one is of ${oldest.on}`, remedy }
    : { ok: true, detail: settings['exchange-rates'] }
}
