import { z } from 'zod'
import type { CreateResult, CreateSpec, Offer } from '../provider.ts'
import { COMMAND, containerEnv } from '../bootstrap/container.ts'
import { DESCRIPTION } from '../bootstrap/description.ts'
import { createResult } from '../http/created.ts'
import { troubled, type HttpClient } from '../http/http-client.ts'
import type { Asked } from '../provider.ts'
import { BILLING, dataCentersOf, dollars, offerIdOf, reasonOf, type RunpodPlace } from './offers.ts'
import { volumeOf, VOLUME_PATH } from './volumes.ts'

/**
 * What only RunPod's older API can do, which it will retire in early 2027: pods that may be taken away again, and an end that
 * RunPod itself keeps. It answers 200 also where it says no; nothing tells the types of its inputs, so that they are
 * written into the question.
 */
const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() })).nullish(),
})

const Price = z.object({ minimumBidPrice: z.number().nullish(), stockStatus: z.string().nullish() }).nullish()
const Gpus = z.array(z.object({ id: z.string(), memoryInGb: z.number().nullish(), secure: Price, community: Price }))

const PRICES = ['true', 'false']
  .map(
    isSecure =>
      `${isSecure === 'true' ? 'secure' : 'community'}: lowestPrice(input: { gpuCount: 1, secureCloud: ${isSecure} }) { minimumBidPrice stockStatus }`,
  )
  .join(' ')

/** What may be taken away again, at the least that has to be bid. Nobody says in which data centre. */
export async function spotOffers(
  client: HttpClient,
  fetchedAt: number,
  signal: AbortSignal,
): Promise<Asked<readonly Offer[]>> {
  const query = `query { gpuTypes { id memoryInGb ${PRICES} } }`
  const answer = await client.ask({ method: 'POST', path: '', schema: Answer, body: { query } }, signal)
  if (answer.kind !== 'answer') return troubled(answer)
  const found = Gpus.safeParse(answer.value.data?.['gpuTypes'])
  if (!found.success) return badAnswer(answer.value.errors?.[0]?.message ?? 'its answer has no GPUs')
  return {
    kind: 'answer',
    value: found.data.flatMap(gpu => [
      ...spotOffer(gpu, 'SECURE', gpu.secure, fetchedAt),
      ...spotOffer(gpu, 'COMMUNITY', gpu.community, fetchedAt),
    ]),
  }
}

function spotOffer(
  { id, memoryInGb }: z.infer<typeof Gpus>[number],
  cloud: RunpodPlace['cloud'],
  price: z.infer<typeof Price>,
  fetchedAt: number,
): Offer[] {
  const bid = dollars(price?.minimumBidPrice)
  if (bid === null) return []
  return [
    {
      provider: 'runpod',
      id: offerIdOf({ cloud, dataCenter: 'any', gpu: id, isBid: true }),
      gpu: id.replace(/^NVIDIA\s+/, ''),
      gpuCount: 1,
      vramBytes: (memoryInGb ?? 0) * 1e9,
      region: cloud === 'SECURE' ? 'any' : 'community',
      country: '',
      pricePerHour: bid,
      bid,
      billingStepSeconds: BILLING.stepSeconds,
      minimumSeconds: BILLING.minimumSeconds,
      extras: [],
      spot: true,
      stock: stockOf(price?.stockStatus),
      trust: cloud === 'SECURE' ? 'datacenter' : 'third-party',
      fetchedAt,
    },
  ]
}

function stockOf(status: string | null | undefined): Offer['stock'] {
  if (status === null || status === undefined) return 'no'
  return /low/i.test(status) ? 'low' : /high|medium/i.test(status) ? 'yes' : 'unknown'
}

/**
 * A pod by the older API: a bid, or one that RunPod itself is asked to end. An answer with errors and without a pod made
 * none where its words say so; else nobody knows.
 */
export async function createByGraphql(
  client: HttpClient,
  spec: CreateSpec,
  place: RunpodPlace,
  api: string,
  signal: AbortSignal,
): Promise<CreateResult> {
  const { bidPerHour } = spec
  if (place.isBid && bidPerHour?.currency !== 'USD')
    return { kind: 'rejected', reason: 'invalid', message: 'a bid at RunPod is in US dollars' }
  const call = place.isBid ? 'podRentInterruptable' : 'podFindAndDeployOnDemand'
  const [dataCenterId] = dataCentersOf(place)
  const input = literal({
    name: spec.name,
    imageName: spec.image ?? DESCRIPTION.image,
    dockerArgs: COMMAND,
    gpuTypeId: place.gpu,
    gpuCount: 1,
    cloudType: { word: place.cloud },
    minCudaVersion: DESCRIPTION.cuda,
    containerDiskInGb: Math.ceil(spec.diskBytes / 1e9),
    volumeInGb: 0,
    ...(spec.volume === null ? {} : { networkVolumeId: spec.volume, volumeMountPath: VOLUME_PATH }),
    // Without this one the pod could never be reached.
    ports: '22/tcp',
    env: Object.entries(containerEnv(spec, { kind: 'runpod', api }, volumeOf(spec))).map(([key, value]) => ({
      key,
      value,
    })),
    terminateAfter: new Date(spec.lastEndMs).toISOString(),
    ...(dataCenterId === undefined ? {} : { dataCenterId }),
    ...(place.isBid && bidPerHour ? { bidPerGpu: bidPerHour.micros / 1e6 } : {}),
  })
  const answer = await client.once(
    {
      method: 'POST',
      path: '',
      schema: Answer,
      mayLeave: spec.mayLeave,
      body: { query: `mutation { ${call}(input: ${input}) { id } }` },
    },
    signal,
  )
  if (answer.kind !== 'answer') return createResult(answer, { idOf: () => '', reason: reasonOf })
  const pod = z.object({ id: z.string().min(1).max(200) }).safeParse(answer.value.data?.[call])
  if (pod.success) return { kind: 'created', instanceId: pod.data.id }
  const message = answer.value.errors?.map(error => error.message).join('; ') ?? 'its answer has no pod'
  const reason = reasonOf({ status: 400, message })
  return reason === 'invalid' ? { kind: 'unknown', message } : { kind: 'rejected', reason, message }
}

type Literal = string | number | readonly Literal[] | { readonly [name: string]: Literal }

/** As GraphQL writes a value: names without quotes, texts as JSON has them; `{ word }` is one of an enumeration. */
function literal(value: Literal): string {
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  const entries = Object.entries(value as Readonly<Record<string, Literal>>)
  const [first] = entries
  if (entries.length === 1 && first?.[0] === 'word' && typeof first[1] === 'string') return first[1]
  return `{ ${entries.map(([name, one]) => `${name}: ${literal(one)}`).join(', ')} }`
}

function badAnswer(message: string): { kind: 'trouble'; trouble: { reason: 'bad-answer'; message: string } } {
  return { kind: 'trouble', trouble: { reason: 'bad-answer', message } }
}
