import { z } from 'zod'
import { VM_USER } from '../bootstrap/description.ts'
import { cloudInit } from '../bootstrap/cloud-init.ts'
import { needed } from '../credentials.ts'
import { baseAddress } from '../http/base-address.ts'
import { createResult } from '../http/created.ts'
import { asked, createHttpClient, isMissing, troubled, type HttpClient, type Question } from '../http/http-client.ts'
import type {
  Asked,
  CreateResult,
  CreateSpec,
  InstanceState,
  Leftover,
  Provider,
  ProviderInstance,
} from '../provider.ts'
import { found, TELLS_LATER, type CloudOptions } from '../real-cloud.ts'
import { BILLING, offerIdOf, offersOf, priceOf, readOfferId } from './offers.ts'
import {
  LambdaError,
  LambdaInstanceAnswer,
  LambdaInstances,
  LambdaKeyAnswer,
  LambdaKeys,
  LambdaLaunched,
  LambdaTypes,
  type LambdaInstance,
} from './shapes.ts'
import { lambdaVolumes, mountsOf, volumeOf } from './volumes.ts'

/** One call a second, one launch in twelve: with a little to spare for what the line does to them. */
const PACE_MS = 1100
const LAUNCH_PACE_MS = 12_500
/** When it was made: Lambda's own objects do not say. */
const CREATED_TAG = 'burst-created'

const STATES: Readonly<Record<string, InstanceState>> = {
  booting: 'provisioning',
  active: 'running',
  unhealthy: 'failed',
  terminating: 'terminating',
  terminated: 'gone',
  preempted: 'preempted',
}

/** Lambda's on-demand cloud. */
export function createLambdaProvider({ env, clock, credentials }: CloudOptions): Provider {
  const base = () => baseAddress({ variable: 'BURST_LAMBDA_URL', usual: 'https://cloud.lambda.ai/api/v1' }, env)
  const client = createHttpClient({
    name: 'Lambda',
    base,
    clock,
    headers: async () => {
      const { api_key: key } = needed('lambda', await credentials.of('lambda'), ['api_key'])
      return { authorization: `Bearer ${key}` }
    },
    paces: (_method, path) => [
      ...(path === '/instance-operations/launch' ? [{ family: 'launch', intervalMs: LAUNCH_PACE_MS }] : []),
      { family: 'all', intervalMs: PACE_MS },
    ],
    words: body => {
      const said = LambdaError.safeParse(body)
      if (!said.success) return null
      const { code, message, suggestion } = said.data.error
      return { code, message: `${message}${suggestion ? ` ${suggestion}` : ''} (${code})` }
    },
    secrets: () => credentials.handedOut('lambda'),
  })
  const get = <T>(path: string, schema: z.ZodType<T>): Question<T> => ({ method: 'GET', path, schema })

  return {
    id: 'lambda',
    facts: {
      simulated: false,
      clock,
      createVisibilityMs: 60_000,
      goneSpacingMs: 20_000,
      pollMs: 10_000,
      bootDeadlineMs: 30 * 60_000,
      billing: BILLING,
      startsFrom: 'disks',
      // Only a key that may do everything could end a machine from within: none is put there.
      deadMan: 'none',
      hostKeySettlesMs: 120_000,
    },
    setEndBy: null,
    images: null,
    volumes: lambdaVolumes(client),
    verifyCredentials: async signal => {
      const answer = await client.ask(get('/instances', LambdaInstances), signal)
      if (answer.kind !== 'answer') return troubled(answer)
      // Keys have no rights of their own here.
      return { kind: 'ok', rights: ['everything on the account'] }
    },
    listOffers: async signal =>
      asked(await client.ask(get('/instance-types', LambdaTypes), signal), types => offersOf(types, Date.now())),
    create: async (spec, signal) => await launch(client, spec, clock.now(), signal),
    get: async (instanceId, signal) => {
      const answer = await client.ask(get(`/instances/${encodeURIComponent(instanceId)}`, LambdaInstanceAnswer), signal)
      if (answer.kind === 'answer') return found(instanceView(answer.value.data))
      return isMissing(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    list: async signal =>
      asked(await client.ask(get('/instances', LambdaInstances), signal), ({ data }) => data.map(instanceView)),
    terminate: async (instanceId, signal) => {
      const answer = await client.ask(
        {
          method: 'POST',
          path: '/instance-operations/terminate',
          body: { instance_ids: [instanceId] },
          schema: z.object({ data: z.unknown() }),
          isUrgent: true,
        },
        signal,
      )
      if (answer.kind === 'answer') return { kind: 'accepted' }
      if (isMissing(answer)) return { kind: 'not-found' }
      // So it answers about one that is already on its way out; whether it is, the proof asks.
      if (answer.kind === 'refused' && answer.code === 'global/unknown') return { kind: 'accepted' }
      return troubled(answer)
    },
    cost: async () => TELLS_LATER,
    // It has neither invoices nor a balance in its API.
    usage: null,
    tidy: async (name, signal) => await removeKey(client, name, signal),
    leftovers: async signal => await leftoversOf(client, signal),
  }

  function instanceView(instance: LambdaInstance): ProviderInstance {
    const { id, name, status, ip, region, instance_type: type, tags } = instance
    const state = STATES[status] ?? 'unknown'
    const created = Number(tags?.find(({ key }) => key === CREATED_TAG)?.value ?? Number.NaN)
    const isBilled = status === 'active' || status === 'unhealthy'
    return {
      id,
      name: name ?? '',
      state,
      billing: isBilled ? 'full' : status === 'terminated' ? 'none' : status === 'booting' ? 'none' : 'unknown',
      offerId: offerIdOf(type?.name ?? '', region?.name ?? ''),
      pricePerHour: type ? priceOf(type) : null,
      // Not known of machines that others made: as young as can be, so that no absence proves too much.
      createdAt: Number.isFinite(created) ? created : clock.now(),
      billedFrom: isBilled && Number.isFinite(created) ? created : null,
      endBy: null,
      ssh: ip && state === 'running' ? { host: ip, port: 22, user: VM_USER } : null,
    }
  }
}

/** The key object first: a launch names exactly one. */
async function launch(client: HttpClient, spec: CreateSpec, now: number, signal: AbortSignal): Promise<CreateResult> {
  const place = readOfferId(spec.offerId)
  if (!place) return { kind: 'rejected', reason: 'invalid', message: `${spec.offerId} is no offer of Lambda` }
  const key = await ensureKey(client, spec, signal)
  if (key.kind === 'trouble')
    return {
      kind: 'rejected',
      reason: key.trouble.reason === 'auth' ? 'auth' : 'rate-limited',
      message: key.trouble.message,
    }
  const answer = await client.once(
    {
      method: 'POST',
      path: '/instance-operations/launch',
      schema: LambdaLaunched,
      mayLeave: spec.mayLeave,
      body: {
        region_name: place.region,
        instance_type_name: place.type,
        ssh_key_names: [key.value],
        name: spec.name,
        tags: [
          { key: 'burst-name', value: spec.name },
          { key: CREATED_TAG, value: String(Math.floor(now)) },
        ],
        user_data: cloudInit(spec, { user: VM_USER, endsBy: { kind: 'nothing' }, volume: volumeOf(spec) }),
        ...mountsOf(spec),
      },
    },
    signal,
  )
  return createResult(answer, { idOf: ({ data }) => data.instance_ids[0] ?? '', reason: reasonOf })
}

function reasonOf({ status, code }: { status: number; code: string }) {
  if (/insufficient-capacity/.test(code)) return 'no-stock'
  if (/quota/.test(code)) return 'quota'
  if (code === 'global/invalid-address' || code === 'global/account-inactive') return 'funds'
  return status === 403 ? 'auth' : 'invalid'
}

/** A key object with this very key; one of the account that has it already is as good. */
async function ensureKey(client: HttpClient, spec: CreateSpec, signal: AbortSignal): Promise<Asked<string>> {
  const material = materialOf(spec.clientPublicKey)
  const listed = await client.ask({ method: 'GET', path: '/ssh-keys', schema: LambdaKeys }, signal)
  if (listed.kind !== 'answer') return troubled(listed)
  const known = listed.value.data.find(({ public_key: key }) => materialOf(key) === material)
  if (known) return { kind: 'answer', value: known.name }
  const added = await client.ask(
    {
      method: 'POST',
      path: '/ssh-keys',
      body: { name: spec.name, public_key: spec.clientPublicKey.trim() },
      schema: LambdaKeyAnswer,
    },
    signal,
  )
  if (added.kind === 'answer') return { kind: 'answer', value: added.value.data.name }
  // An answer that was lost before: the name carries this attempt, so it is ours.
  if (added.kind === 'refused' && added.code === 'global/duplicate') return { kind: 'answer', value: spec.name }
  return troubled(added)
}

async function removeKey(client: HttpClient, name: string, signal: AbortSignal): Promise<Asked<null>> {
  const listed = await client.ask({ method: 'GET', path: '/ssh-keys', schema: LambdaKeys }, signal)
  if (listed.kind !== 'answer') return troubled(listed)
  for (const key of listed.value.data.filter(other => other.name === name)) {
    const path = `/ssh-keys/${encodeURIComponent(key.id)}`
    const answer = await client.ask({ method: 'DELETE', path, schema: z.unknown() }, signal)
    if (answer.kind !== 'answer' && !isMissing(answer)) return troubled(answer)
  }
  return { kind: 'answer', value: null }
}

/** Keys are ours where their name is an instance's; who that is, the caller knows. */
async function leftoversOf(client: HttpClient, signal: AbortSignal): Promise<Asked<readonly Leftover[]>> {
  const systems = await lambdaVolumes(client).list(signal)
  if (systems.kind !== 'answer') return systems
  const keys = await client.ask({ method: 'GET', path: '/ssh-keys', schema: LambdaKeys }, signal)
  if (keys.kind !== 'answer') return troubled(keys)
  const common = { provider: 'lambda', pricePerMonth: null }
  return {
    kind: 'answer',
    value: [
      ...systems.value.map(({ region, ...system }) => ({
        ...common,
        ...system,
        kind: 'filesystem' as const,
        region: region || null,
      })),
      ...keys.value.data
        .filter(({ name }) => name.startsWith('burst-'))
        .map(({ id, name }) => ({ ...common, kind: 'ssh-key' as const, id, name, region: null, bytes: null })),
    ],
  }
}

/** Type and key without the comment. */
function materialOf(publicKey: string): string {
  return publicKey.trim().split(/\s+/).slice(0, 2).join(' ')
}
