import type { Asked, CreateResult, Offer, Provider, ProviderFacts } from '../provider.ts'
import {
  Account,
  ApiCharge,
  ApiInstance,
  ApiInstances,
  ApiOffers,
  Created,
  PATHS,
  type ApiInstance as Shown,
  type CreateRequest,
} from './api.ts'
import { asked, isNotFound, troubled } from './answers.ts'
import { createApiClient, NOTHING, type Answer, type ApiClient } from './api-client.ts'
import { createCloudClock, type CloudClock } from './cloud-clock.ts'
import { createControls, type SandboxControls } from './controls.ts'
import { sandboxAt } from './files.ts'
import { sandboxImages } from './images.ts'
import { sandboxLeftovers } from './leftovers.ts'
import type { SpawnDaemon } from './spawn-daemon.ts'
import { bootDeadlineMs, createVisibilityMs, GONE_SPACING_MS, pollMs } from './timing.ts'
import { sandboxVolumes } from './volumes.ts'

export type SandboxProvider = Provider & { readonly controls: SandboxControls }

export type SandboxProviderOptions = {
  /** The sandbox folder; made on demand. */
  readonly folder: string
  /** The speed that the settings ask for; null where they are not known: the clock stays as it is. */
  readonly speed: number | null
  readonly spawnDaemon: SpawnDaemon
  readonly log: (message: string, detail?: unknown) => void
}

/** The practice cloud: real processes behind a real API, invented money, a clock that may run faster than life. */
export function createSandboxProvider(options: SandboxProviderOptions): SandboxProvider {
  const files = sandboxAt(options.folder)
  const clock = createCloudClock(files, options.speed)
  const client = createApiClient({ ...options, files })
  return {
    id: 'sandbox',
    facts: factsOf(clock),
    controls: createControls(client, () => clock.refresh()),
    verifyCredentials: async signal => {
      const answer = asked(await client.ask('GET', PATHS.account, Account, signal))
      return answer.kind === 'answer' ? { kind: 'ok', rights: answer.value.rights } : answer
    },
    listOffers: async signal => {
      const answer = asked(await client.ask('GET', PATHS.offers, ApiOffers, signal))
      if (answer.kind !== 'answer') return answer
      const { offers, at } = answer.value
      return { kind: 'answer', value: offers.map(offer => toOffer(offer, at)) }
    },
    create: async (spec, signal) => {
      const {
        offerId,
        name,
        clientPublicKey,
        hostPrivateKey,
        endByMs,
        models,
        packs,
        private: isPrivate,
        image,
        volume,
      } = spec
      const reason = spec.mayLeave()
      if (reason !== null) return { kind: 'rejected', reason: 'rate-limited', message: reason }
      const request: CreateRequest = {
        offerId,
        name,
        clientPublicKey,
        hostPrivateKey,
        endByMs,
        private: isPrivate,
        models: [...models],
        packs: [...packs],
        image,
        volume,
      }
      const result = createResult(await client.call('POST', PATHS.instances, Created, signal, request))
      if (result.kind !== 'created') options.log(`the sandbox did not confirm ${spec.name}`, result)
      return result
    },
    get: async (instanceId, signal) => {
      const answer = await client.ask('GET', PATHS.instance(instanceId), ApiInstance, signal)
      if (answer.kind === 'answer') return { kind: 'found', instance: answer.value }
      return isNotFound(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    list: async signal => await listAll(client, signal),
    terminate: async (instanceId, signal) => {
      const answer = await client.ask('DELETE', PATHS.instance(instanceId), NOTHING, signal)
      if (answer.kind === 'answer') return { kind: 'accepted' }
      return isNotFound(answer) ? { kind: 'not-found' } : troubled(answer)
    },
    cost: async (instanceId, signal) => asked(await client.ask('GET', PATHS.charge(instanceId), ApiCharge, signal)),
    setEndBy: async (instanceId, endByMs, signal) => {
      const answer = asked(await client.ask('PUT', PATHS.endBy(instanceId), NOTHING, signal, { endByMs }))
      return answer.kind === 'answer' ? { kind: 'answer', value: null } : answer
    },
    images: sandboxImages(client),
    volumes: sandboxVolumes(client),
    usage: null,
    tidy: async () => ({ kind: 'answer', value: null }),
    leftovers: async signal => await sandboxLeftovers(client, signal),
  }
}

function factsOf(clock: CloudClock): ProviderFacts {
  return {
    simulated: true,
    clock,
    get createVisibilityMs() {
      return createVisibilityMs(clock.speed())
    },
    goneSpacingMs: GONE_SPACING_MS,
    get pollMs() {
      return pollMs(clock.speed())
    },
    get bootDeadlineMs() {
      return bootDeadlineMs(clock.speed())
    },
    billing: { stepSeconds: 1, minimumSeconds: 60 },
    startsFrom: 'disks',
    deadMan: 'strong',
    hostKeySettlesMs: 0,
  }
}

/** A list that is shorter than it says is no list. */
async function listAll(client: ApiClient, signal: AbortSignal): Promise<Asked<readonly Shown[]>> {
  const answer = asked(await client.ask('GET', PATHS.instances, ApiInstances, signal))
  if (answer.kind !== 'answer') return answer
  const { instances, total } = answer.value
  if (instances.length === total) return { kind: 'answer', value: instances }
  const message = `the practice cloud listed ${instances.length} of ${total} machines`
  return { kind: 'trouble', trouble: { reason: 'bad-answer', message } }
}

function toOffer(offer: (typeof ApiOffers)['_output']['offers'][number], fetchedAt: number): Offer {
  return {
    provider: 'sandbox',
    gpuCount: 1,
    billingStepSeconds: 1,
    minimumSeconds: 60,
    extras: [],
    ...offer,
    fetchedAt,
  }
}

function createResult(answer: Answer<{ instanceId: string }>): CreateResult {
  if (answer.kind === 'answer') return { kind: 'created', instanceId: answer.value.instanceId }
  if (answer.kind === 'refused') return { kind: 'rejected', reason: reasonOf(answer.code), message: answer.message }
  // It never left: there is nothing that could have been made.
  if (!answer.isSent) return { kind: 'rejected', reason: 'rate-limited', message: answer.trouble.message }
  return { kind: 'unknown', message: answer.trouble.message }
}

function reasonOf(code: string): Extract<CreateResult, { kind: 'rejected' }>['reason'] {
  switch (code) {
    case 'no-stock':
    case 'quota':
      return code
    case 'unauthorized':
      return 'auth'
    case 'expired':
      return 'rate-limited'
    default:
      return 'invalid'
  }
}
