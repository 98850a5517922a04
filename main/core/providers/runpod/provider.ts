import { z } from 'zod'
import { COMMAND, containerEnv } from '../bootstrap/container.ts'
import { DESCRIPTION } from '../bootstrap/description.ts'
import { withDeadline } from '../answers.ts'
import { needed } from '../credentials.ts'
import { baseAddress } from '../http/base-address.ts'
import { createResult } from '../http/created.ts'
import {
  addressOrNothing,
  asked,
  createHttpClient,
  isMissing,
  troubled,
  type HttpClient,
  type HttpClientOptions,
} from '../http/http-client.ts'
import type { CreateResult, CreateSpec, InstanceState, Provider, ProviderInstance } from '../provider.ts'
import { found, sumsBy, TELLS_LATER, type CloudOptions } from '../real-cloud.ts'
import { createByGraphql, spotOffers } from './graphql.ts'
import {
  BILLING,
  dataCentersOf,
  dollars,
  offerIdOf,
  offersOf,
  readOfferId,
  reasonOf,
  type RunpodPlace,
} from './offers.ts'
import { RunpodBilling, RunpodGpus, RunpodPod, RunpodPods, RunpodProblem } from './shapes.ts'
import { runpodVolumes, volumeOf, VOLUME_PATH } from './volumes.ts'

/** Its own limit is in its answers; 60 a minute is what the specification shows. */
const PACE_MS = 1000
/** Calls are counted by the minute there: ends need not be a second apart. */
const URGENT_AT_ONCE = 20

const STATES: Readonly<Record<string, InstanceState>> = {
  PROVISIONING: 'provisioning',
  STARTING: 'provisioning',
  RUNNING: 'running',
  EXITED: 'stopped',
  ERROR: 'failed',
  TERMINATED: 'gone',
}

/** What may be taken away again is not worth keeping everything else waiting, real ms. */
const SPOT_DEADLINE_MS = 15_000

/** RunPod's pods, through REST v2; what only its older API can do, through that one. */
export function createRunpodProvider({
  env,
  clock,
  credentials,
  runpodTerminateAfter = () => false,
  log = () => undefined,
}: CloudOptions): Provider {
  const base = () => baseAddress({ variable: 'BURST_RUNPOD_URL', usual: 'https://api.runpod.io/v2' }, env)
  const graphqlBase = () =>
    baseAddress({ variable: 'BURST_RUNPOD_GRAPHQL_URL', usual: 'https://api.runpod.io/graphql' }, env)
  const options = {
    name: 'RunPod',
    clock,
    headers: async () => {
      const { api_key: key } = needed('runpod', await credentials.of('runpod'), ['api_key'])
      return { authorization: `Bearer ${key}` }
    },
    paces: () => [{ family: 'all', intervalMs: PACE_MS, urgentAtOnce: URGENT_AT_ONCE }],
    words: (body: unknown) => {
      const said = RunpodProblem.safeParse(body)
      if (!said.success || (said.data.detail ?? said.data.title) === undefined) return null
      const { title = 'refused', detail = title, errors = [] } = said.data
      const more = errors.map(error => (typeof error === 'string' ? error : JSON.stringify(error))).join('; ')
      return { code: title, message: `${detail}${more === '' ? '' : ` ${more}`}` }
    },
    secrets: () => credentials.handedOut('runpod'),
  } satisfies Omit<HttpClientOptions, 'base'>
  const client = createHttpClient({ ...options, base })
  const graphql = createHttpClient({ ...options, base: graphqlBase })
  const volumes = runpodVolumes(client)

  return {
    id: 'runpod',
    facts: {
      simulated: false,
      clock,
      createVisibilityMs: 60_000,
      goneSpacingMs: 20_000,
      pollMs: 5000,
      // A cold host pulls the image for up to 13 minutes.
      bootDeadlineMs: 25 * 60_000,
      billing: BILLING,
      startsFrom: 'containers',
      // The pod's own key can end it on most deployments; that was seen refused too.
      deadMan: 'medium',
      hostKeySettlesMs: 60_000,
    },
    setEndBy: null,
    images: null,
    volumes,
    verifyCredentials: async signal => {
      const answer = await client.ask({ method: 'GET', path: '/pods', schema: RunpodPods }, signal)
      // Whether a key may also write is only told by a write.
      return answer.kind === 'answer' ? { kind: 'ok', rights: ['reads pods'] } : troubled(answer)
    },
    listOffers: async signal => {
      const query = { include: 'AVAILABILITY', product: 'POD', count: '1', minCudaVersion: DESCRIPTION.cuda }
      const [answer, spot] = await Promise.all([
        client.ask({ method: 'GET', path: '/catalog/gpus', query, schema: RunpodGpus }, signal),
        withDeadline(async bounded => await spotOffers(graphql, Date.now(), bounded), signal, SPOT_DEADLINE_MS),
      ])
      // Without the older API there is nothing that may be taken away again, and everything else.
      if (spot.kind === 'trouble') log('RunPod does not say what may be bid for', spot.trouble.message)
      return asked(answer, gpus => [...offersOf(gpus, Date.now()), ...(spot.kind === 'answer' ? spot.value : [])])
    },
    create: async (spec, signal) => {
      const place = readOfferId(spec.offerId)
      if (!place) return { kind: 'rejected', reason: 'invalid', message: `${spec.offerId} is no offer of RunPod` }
      const api = addressOrNothing(base)
      return place.isBid || runpodTerminateAfter()
        ? await createByGraphql(graphql, spec, place, api, signal)
        : await createPod(client, spec, place, api, signal)
    },
    get: async (instanceId, signal) => {
      const path = `/pods/${encodeURIComponent(instanceId)}`
      const answer = await client.ask({ method: 'GET', path, schema: RunpodPod }, signal)
      if (answer.kind === 'answer') return found(podView(answer.value, clock.now()))
      return isMissing(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    list: async signal =>
      asked(await client.ask({ method: 'GET', path: '/pods', schema: RunpodPods }, signal), ({ pods }) =>
        pods.map(pod => podView(pod, clock.now())),
      ),
    terminate: async (instanceId, signal) => {
      const path = `/pods/${encodeURIComponent(instanceId)}`
      const answer = await client.ask({ method: 'DELETE', path, schema: z.unknown(), isUrgent: true }, signal)
      if (answer.kind === 'answer') return { kind: 'accepted' }
      return isMissing(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    cost: async () => TELLS_LATER,
    usage: async (from, signal) => {
      const query = {
        startTime: new Date(from).toISOString(),
        endTime: new Date(clock.now()).toISOString(),
        bucketSize: 'day',
      }
      const answer = await client.ask({ method: 'GET', path: '/billing/pods', query, schema: RunpodBilling }, signal)
      return asked(answer, ({ records }) =>
        sumsBy(records.map(({ podId, totalAmount }) => [podId, dollars(totalAmount)])),
      )
    },
    tidy: async () => ({ kind: 'answer', value: null }),
    leftovers: async signal => {
      const kept = await volumes.list(signal)
      if (kept.kind !== 'answer') return kept
      const left = { provider: 'runpod', kind: 'volume' as const }
      return {
        kind: 'answer',
        value: kept.value.map(volume => ({ ...left, ...volume, region: volume.region || null })),
      }
    },
  }
}

async function createPod(
  client: HttpClient,
  spec: CreateSpec,
  place: RunpodPlace,
  api: string,
  signal: AbortSignal,
): Promise<CreateResult> {
  const dataCenterIds = dataCentersOf(place)
  const answer = await client.once(
    {
      method: 'POST',
      path: '/pods',
      schema: RunpodPod.pick({ id: true }),
      mayLeave: spec.mayLeave,
      body: {
        name: spec.name,
        image: spec.image ?? DESCRIPTION.image,
        args: COMMAND,
        gpu: { id: place.gpu, count: 1, minCudaVersion: DESCRIPTION.cuda },
        cloud: place.cloud,
        disk: Math.ceil(spec.diskBytes / 1e9),
        // Without this one the pod could never be reached.
        ports: ['22/tcp'],
        ...(dataCenterIds.length > 0 ? { dataCenterIds } : {}),
        env: containerEnv(spec, { kind: 'runpod', api }, volumeOf(spec)),
        ...(spec.volume === null ? {} : { mounts: { network: [{ volumeId: spec.volume, path: VOLUME_PATH }] } }),
      },
    },
    signal,
  )
  return createResult(answer, { idOf: ({ id }) => id, reason: reasonOf })
}

function podView(pod: RunpodPod, now: number): ProviderInstance {
  const { id, name, status, gpu, cost, runtime, ssh } = pod
  const state = STATES[status] ?? 'unknown'
  const created = Date.parse(pod.createdAt ?? '')
  const direct = runtime ? ssh?.direct : null
  const isOver = state === 'gone'
  return {
    id,
    name,
    // It says RUNNING from the first moment; one without a runtime is only being made.
    state: state === 'running' && !direct ? 'provisioning' : state,
    billing: isOver ? 'none' : state === 'running' || state === 'provisioning' ? 'full' : 'unknown',
    offerId: offerIdOf({
      cloud: pod.cloud === 'COMMUNITY' ? 'COMMUNITY' : 'SECURE',
      dataCenter: pod.dataCenterId ?? 'any',
      gpu: gpu?.id ?? '',
    }),
    pricePerHour: dollars(cost),
    createdAt: Number.isFinite(created) ? created : now,
    billedFrom: !isOver && Number.isFinite(created) ? created : null,
    endBy: null,
    ssh:
      direct && state === 'running' ? { host: direct.host, port: direct.port, user: direct.username ?? 'root' } : null,
  }
}
