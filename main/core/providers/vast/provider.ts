import type { z } from 'zod'
import { containerEnv, ON_START } from '../bootstrap/container.ts'
import { DESCRIPTION } from '../bootstrap/description.ts'
import { needed } from '../credentials.ts'
import { baseAddress } from '../http/base-address.ts'
import { createResult } from '../http/created.ts'
import { addressOrNothing, createHttpClient, isMissing, troubled, type HttpClient } from '../http/http-client.ts'
import type { Pace } from '../http/pacing.ts'
import type { Asked, CreateResult, CreateSpec, Offer, Provider, ProviderInstance } from '../provider.ts'
import { TELLS_LATER, type CloudOptions } from '../real-cloud.ts'
import { chargesOf } from './charges.ts'
import { instanceView } from './instances.ts'
import { BILLING, offersOf, readOfferId, searchFor } from './offers.ts'
import {
  VastCreated,
  VastDone,
  VastError,
  VastHidden,
  VastInstanceAnswer,
  VastOffers,
  VastPage,
  VastUser,
} from './shapes.ts'

const PAGE = 25
const MOST_PAGES = 100

/** Vast.ai: containers on other people's machines. */
export function createVastProvider({ env, clock, credentials }: CloudOptions): Provider {
  const base = () => baseAddress({ variable: 'BURST_VAST_URL', usual: 'https://console.vast.ai/api/v0' }, env)
  /** The list lives in the next version beside it. */
  const listAddress = () => `${addressOrNothing(base).replace(/\/v0$/, '/v1')}/instances/`
  const client = createHttpClient({
    name: 'Vast.ai',
    base,
    clock,
    headers: async () => {
      const { api_key: key } = needed('vast', await credentials.of('vast'), ['api_key'])
      return { authorization: `Bearer ${key}` }
    },
    paces: pacesOf,
    words: body => {
      const said = VastError.safeParse(body)
      if (!said.success || (said.data.msg ?? said.data.error ?? '') === '') return null
      const code = said.data.error ?? 'refused'
      return { code, message: `${said.data.msg ?? code}${said.data.msg ? ` (${code})` : ''}` }
    },
    secrets: () => credentials.handedOut('vast'),
  })

  async function search(kind: 'on-demand' | 'bid', signal: AbortSignal): Promise<Asked<readonly Offer[]>> {
    const answer = await client.ask(
      { method: 'POST', path: '/bundles/', body: searchFor(kind), schema: VastOffers },
      signal,
    )
    if (answer.kind !== 'answer') return troubled(answer)
    return { kind: 'answer', value: offersOf(answer.value.offers, kind === 'bid', Date.now()) }
  }

  return {
    id: 'vast',
    facts: {
      simulated: false,
      clock,
      createVisibilityMs: 60_000,
      goneSpacingMs: 20_000,
      pollMs: 5000,
      bootDeadlineMs: 15 * 60_000,
      billing: BILLING,
      startsFrom: 'containers',
      // Each container has a key that can do nothing but end that container.
      deadMan: 'strong',
      // Their sshd answers before our start script has run.
      hostKeySettlesMs: 5 * 60_000,
    },
    setEndBy: null,
    images: null,
    // Its volumes lie on one host, which the next burst would have to find free.
    volumes: null,
    verifyCredentials: async signal => {
      const answer = await client.ask({ method: 'GET', path: '/users/current/', schema: VastUser }, signal)
      if (answer.kind !== 'answer') return troubled(answer)
      const credit = answer.value.credit ?? answer.value.balance
      return {
        kind: 'ok',
        rights: ['reads the account', ...(typeof credit === 'number' ? [`credit $${credit.toFixed(2)}`] : [])],
      }
    },
    listOffers: async signal => {
      const onDemand = await search('on-demand', signal)
      if (onDemand.kind !== 'answer') return onDemand
      const bids = await search('bid', signal)
      return bids.kind === 'answer' ? { kind: 'answer', value: [...onDemand.value, ...bids.value] } : bids
    },
    create: async (spec, signal) => await rent(client, spec, addressOrNothing(base), signal),
    get: async (instanceId, signal) => {
      const path = `/instances/${encodeURIComponent(instanceId)}/`
      const answer = await client.ask({ method: 'GET', path, schema: VastInstanceAnswer }, signal)
      if (answer.kind === 'answer')
        return answer.value.instances
          ? { kind: 'found', instance: instanceView(answer.value.instances, clock.now()) }
          : { kind: 'not-found' }
      return isMissing(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    list: async signal => await listAll(client, listAddress(), () => clock.now(), signal),
    terminate: async (instanceId, signal) => {
      const path = `/instances/${encodeURIComponent(instanceId)}/`
      // A success that does not say so is none.
      const answer = await client.ask({ method: 'DELETE', path, schema: VastDone, isUrgent: true }, signal)
      if (answer.kind === 'answer') return { kind: 'accepted' }
      return isMissing(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    cost: async () => TELLS_LATER,
    usage: async (from, signal) => await chargesOf(client, { from, to: clock.now() }, signal),
    tidy: async () => ({ kind: 'answer', value: null }),
    leftovers: async () => ({ kind: 'answer', value: [] }),
  }
}

/** Shortest times between calls of a kind, as its refusals name them, with a little to spare. */
function pacesOf(method: string, path: string): Pace[] {
  if (path.startsWith('/asks/')) return [{ family: 'create', intervalMs: 4600 }]
  if (method === 'DELETE') return [{ family: 'destroy', intervalMs: 3100 }]
  if (path.startsWith('/instances/')) return [{ family: 'instance', intervalMs: 2100 }]
  return [{ family: path, intervalMs: 1100 }]
}

/** An ask can be rented once: the same request again could not make a second machine, and still is never sent again. */
async function rent(client: HttpClient, spec: CreateSpec, api: string, signal: AbortSignal): Promise<CreateResult> {
  const place = readOfferId(spec.offerId)
  if (!place) return { kind: 'rejected', reason: 'invalid', message: `${spec.offerId} is no offer of Vast.ai` }
  if (place.isBid && spec.bidPerHour?.currency !== 'USD')
    return { kind: 'rejected', reason: 'invalid', message: 'a bid at Vast.ai is in US dollars' }
  const env = Object.entries(containerEnv(spec, { kind: 'vast', api }, null))
  const answer = await client.once(
    {
      method: 'PUT',
      path: `/asks/${place.ask}/`,
      schema: VastCreated,
      mayLeave: spec.mayLeave,
      body: {
        client_id: 'me',
        image: spec.image ?? DESCRIPTION.image,
        disk: Math.ceil(spec.diskBytes / 1e9),
        label: spec.name,
        runtype: 'ssh_direct',
        env: env.map(([name, value]) => `-e ${name}=${quoted(value)}`).join(' '),
        onstart: ON_START,
        target_state: 'running',
        // Start now or not at all: a machine that waits for its turn bills its disk.
        cancel_unavail: true,
        ...(place.isBid && spec.bidPerHour ? { price: spec.bidPerHour.micros / 1e6 } : {}),
      },
    },
    signal,
  )
  return createResult(answer, {
    idOf: ({ new_contract: id }) => String(id),
    hidden: body => {
      const found = VastHidden.safeParse(body)
      return found.success ? String(found.data.new_contract) : null
    },
    reason: reasonOf,
  })
}

function reasonOf({ status, code, message }: { status: number; code: string; message: string }) {
  if (/no_such_ask/.test(code) || status === 410) return 'no-stock'
  if (status === 402 || /insufficient_credit|credit|balance/i.test(`${code} ${message}`)) return 'funds'
  return status === 403 ? 'auth' : 'invalid'
}

/** As Docker's own flags are read. */
function quoted(value: string): string {
  return /^[\w./:=+-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}

/** Page by page. A list that is shorter than it says, or has no end, is no list. */
async function listAll(
  client: HttpClient,
  address: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Asked<readonly ProviderInstance[]>> {
  const found: ProviderInstance[] = []
  let token: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: Record<string, string> = { limit: String(PAGE), ...(token === null ? {} : { after_token: token }) }
    const answer: Awaited<ReturnType<typeof client.ask<z.infer<typeof VastPage>>>> = await client.ask(
      { method: 'GET', path: address, query, schema: VastPage },
      signal,
    )
    if (answer.kind !== 'answer') return troubled(answer)
    found.push(...answer.value.instances.map(instance => instanceView(instance, now())))
    token = answer.value.next_token ?? null
    if (token === null) {
      const total = answer.value.total_instances ?? found.length
      if (found.length >= total) return { kind: 'answer', value: found }
      return badList(`Vast.ai listed ${found.length} of ${total} machines`)
    }
  }
  return badList('the list of Vast.ai has no end')
}

function badList(message: string): { kind: 'trouble'; trouble: { reason: 'bad-answer'; message: string } } {
  return { kind: 'trouble', trouble: { reason: 'bad-answer', message } }
}
