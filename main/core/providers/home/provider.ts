import type { Money } from '../../../../common/money.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Asked, Offer, Provider, ProviderInstance, Trouble } from '../provider.ts'
import { INSTANCE_USER } from '../sandbox/instance/protocol.ts'
import { createHomeComfyui, type Choices, type HomeComfyui } from './comfyui.ts'
import { createHomeMachines, type HomeRow } from './machines.ts'

export const HOME_GPU = 'home'

export type HomeOptions = {
  /** Where its places lie. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Of ComfyUI; null where the settings name none, or nobody knows them. */
  readonly address: () => string | null
  /** What nothing costs, in the account's money. */
  readonly nothing: () => Money
  /** What is usual there for a picture, s. */
  readonly secondsPerImage: () => number
  /** Only the engine runs places; who merely ends things does not. */
  readonly runs: boolean
  readonly clock: Clock
  readonly log: Log
}

export type HomeProvider = Provider & {
  /** What its ComfyUI knows and has. */
  choices(signal: AbortSignal): Promise<Asked<Choices>>
  /** To ask it directly; null where none is set. */
  comfyui(): HomeComfyui | null
  /** There is something to end, or something that could be started. */
  isUsed(): boolean
  stop(): Promise<void>
}

/** A create that is killed at once must not wait for a ComfyUI that hangs, real ms. */
const FORGET_MS = 5000

/**
 * The ComfyUI of this house, as somebody who rents it out for nothing: bursts run there as they run on a rented machine. Nothing is
 * installed and no model is sent: it is used as it is.
 */
export function createHomeProvider(options: HomeOptions): HomeProvider {
  const { address, clock, log, nothing, secondsPerImage } = options
  const machines = createHomeMachines(options)
  const comfyui = (at: string): HomeComfyui => createHomeComfyui(at, clock)

  async function atHome<T>(question: (at: HomeComfyui) => Promise<Asked<T>>): Promise<Asked<T>> {
    const at = address()
    return at === null ? { kind: 'trouble', trouble: UNSET } : await question(comfyui(at))
  }

  return {
    id: HOME_GPU,
    facts: {
      simulated: false,
      clock,
      // What is on the disk is known at once, and nothing bills.
      createVisibilityMs: 0,
      goneSpacingMs: 1000,
      pollMs: 1000,
      bootDeadlineMs: 5 * 60_000,
      billing: { stepSeconds: 1, minimumSeconds: 0 },
      startsFrom: 'disks',
      hostKeySettlesMs: 0,
      // It ends with this computer.
      deadMan: 'strong',
      hasOwnModels: true,
    },
    setEndBy: () => Promise.resolve({ kind: 'answer', value: null }),
    images: null,
    volumes: null,
    usage: null,
    verifyCredentials: async signal => {
      const found = await atHome(async at => await at.look(signal))
      if (found.kind === 'trouble') return found
      return { kind: 'ok', rights: [`make pictures on ${found.value.gpu} with ComfyUI ${found.value.version}`] }
    },
    listOffers: async signal => {
      const found = await atHome(async at => await at.look(signal))
      if (found.kind === 'trouble') return found
      const offer: Offer = {
        provider: HOME_GPU,
        id: HOME_GPU,
        gpu: found.value.gpu,
        gpuCount: 1,
        vramBytes: found.value.vramBytes,
        region: 'home',
        country: '',
        pricePerHour: nothing(),
        billingStepSeconds: 1,
        minimumSeconds: 0,
        extras: [],
        spot: false,
        // One card: a second burst on it would only take turns with the first.
        stock: machines.rows().length === 0 ? 'yes' : 'no',
        trust: 'datacenter',
        secondsPerImage: secondsPerImage(),
        fetchedAt: clock.now(),
      }
      return { kind: 'answer', value: [offer] }
    },
    create: async ({ name, offerId, hostPrivateKey, clientPublicKey, endByMs, mayLeave }) => {
      const at = address()
      if (at === null) return { kind: 'rejected', reason: 'invalid', message: UNSET.message }
      const reason = mayLeave()
      if (reason !== null) return { kind: 'rejected', reason: 'rate-limited', message: reason }
      const made = {
        name,
        offerId,
        createdAt: clock.now(),
        endBy: endByMs,
        address: at,
        hostPrivateKey,
        clientPublicKey,
      }
      return { kind: 'created', instanceId: (await machines.add(made)).id }
    },
    get: instanceId => {
      const row = machines.row(instanceId)
      return Promise.resolve(row === null ? { kind: 'not-found' } : { kind: 'found', instance: instanceOf(row) })
    },
    list: () => Promise.resolve({ kind: 'answer', value: machines.rows().map(instanceOf) }),
    terminate: async (instanceId, signal) => {
      const row = machines.row(instanceId)
      if (row === null) return { kind: 'not-found' }
      const clientId = machines.clientIdOf(row)
      await machines.remove(instanceId)
      // Afterwards: nobody is left who would ask for more.
      if (clientId !== null) await forget(row, clientId, signal)
      return { kind: 'accepted' }
    },
    cost: () => Promise.resolve({ kind: 'answer', value: { billedSeconds: 0, cost: nothing() } }),
    tidy: () => Promise.resolve({ kind: 'answer', value: null }),
    leftovers: () => Promise.resolve({ kind: 'answer', value: [] }),
    choices: async signal => await atHome(async at => await at.choices(signal)),
    comfyui: () => {
      const at = address()
      return at === null ? null : comfyui(at)
    },
    isUsed: () => address() !== null || machines.rows().length > 0,
    stop: async () => await machines.stop(),
  }

  async function forget(row: HomeRow, clientId: string, signal: AbortSignal): Promise<void> {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(FORGET_MS)])
    const answer = await comfyui(row.address)
      .forget(clientId, bounded)
      .catch(() => null)
    if (answer?.kind !== 'answer')
      log('what ComfyUI at home had still to make could not be taken out of its queue', answer)
  }

  function instanceOf(row: HomeRow): ProviderInstance {
    const port = machines.portOf(row)
    return {
      id: row.id,
      name: row.name,
      state: port === null && options.runs ? 'provisioning' : 'running',
      billing: 'none',
      offerId: row.offerId,
      pricePerHour: nothing(),
      createdAt: row.createdAt,
      billedFrom: null,
      endBy: row.endBy,
      ssh: port === null ? null : { host: '127.0.0.1', port, user: INSTANCE_USER },
    }
  }
}

const UNSET: Trouble = {
  reason: 'auth',
  message: 'no ComfyUI at home is set (`home-comfyui`)',
  remedy: 'Say where yours answers: `burst config set home-comfyui http://127.0.0.1:8188`.',
}
