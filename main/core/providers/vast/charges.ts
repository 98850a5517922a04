import type { Money } from '../../../../common/money.ts'
import { troubled, type HttpClient } from '../http/http-client.ts'
import type { Asked } from '../provider.ts'
import { sumsBy } from '../real-cloud.ts'
import { dollars } from './offers.ts'
import { VastCharges, type VastCharge } from './shapes.ts'

const PAGE = 500
const MOST_PAGES = 20

/** What each machine cost between two instants (ms since 1970), disk and traffic included; dollars before tax. */
export async function chargesOf(
  client: HttpClient,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<Asked<ReadonlyMap<string, Money>>> {
  const day = { gte: Math.floor(from / 1000), lte: Math.ceil(to / 1000) }
  const filters = JSON.stringify({ day, type: { in: ['instance'] } })
  const all: VastCharge[] = []
  let token: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: Record<string, string> = { select_filters: filters, limit: String(PAGE) }
    if (token !== null) query['after_token'] = token
    const answer = await client.ask({ method: 'GET', path: '/charges/', query, schema: VastCharges }, signal)
    if (answer.kind !== 'answer') return troubled(answer)
    all.push(...answer.value.results)
    token = answer.value.next_token ?? null
    if (token === null) break
  }
  return {
    kind: 'answer',
    value: sumsBy(all.map(({ source, amount }) => [source.replace(/^instance-/, ''), dollars(amount)])),
  }
}
