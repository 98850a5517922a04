import type { Money } from '../../../../common/money.ts'
import { asked } from '../http/http-client.ts'
import type { Asked } from '../provider.ts'
import type { OvhCloud } from './clients.ts'
import { priceOf } from './offers.ts'
import { OvhCatalog, OvhMe } from './shapes.ts'

const CATALOG_HOLDS_MS = 3_600_000
const SUBSIDIARIES: Readonly<Record<string, string>> = { 'ovh-eu': 'FR', 'ovh-ca': 'CA', 'ovh-us': 'US' }

/** The public catalogue, for the country of the account where the credentials may read that. */
export async function readCatalog(
  { platform, client, open }: OvhCloud,
  signal: AbortSignal,
): Promise<Asked<OvhCatalog>> {
  const me = await client.ask({ method: 'GET', path: '/me', schema: OvhMe }, signal)
  const own = me.kind === 'answer' ? me.value.ovhSubsidiary : null
  const query = { ovhSubsidiary: own ?? SUBSIDIARIES[platform] ?? 'FR' }
  const answer = await open.ask(
    { method: 'GET', path: '/order/catalog/public/cloud', query, schema: OvhCatalog },
    signal,
  )
  return asked(answer, catalog => catalog)
}

/** The catalogue is large and changes by the month: read once and kept for a while. */
export function createPrices(read: (signal: AbortSignal) => Promise<Asked<OvhCatalog>>, now: () => number) {
  let known: { at: number; catalog: OvhCatalog } | null = null
  /** Several instances are asked about at once: one answer is for all of them. */
  let reading: Promise<Asked<OvhCatalog>> | null = null

  async function catalog(signal: AbortSignal): Promise<Asked<OvhCatalog>> {
    if (known && now() < known.at + CATALOG_HOLDS_MS) return { kind: 'answer', value: known.catalog }
    reading ??= read(signal).finally(() => void (reading = null))
    const shared = reading
    const answer = await shared.catch(async (error: unknown) => {
      // Whoever began it gave it up: that is no answer for the others.
      if (signal.aborted) throw error
      return await read(signal)
    })
    if (answer.kind === 'answer') known = { at: now(), catalog: answer.value }
    return answer
  }

  return {
    catalog,
    /** Null where nobody says: an instance is shown all the same. */
    of: async (planCode: string, signal: AbortSignal): Promise<Money | null> => {
      const answer = await catalog(signal)
      return answer.kind === 'answer' ? priceOf(answer.value, planCode) : null
    },
  }
}
