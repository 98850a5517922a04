import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { instanceIdOf, isRunning, type BurstState, type Lane } from '../../../common/bursts/state.ts'
import type { Handlers, LaneKeyView, RotatedKey } from '../../../common/contract.ts'
import { fingerprintOf, rotateLaneKey } from '../remote/rotate-keys.ts'
import type { LaneKeys } from '../remote/keys.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'keys' | 'connect' | 'providers' | 'store'>
type Owner = { readonly state: BurstState; readonly lane: Lane }

/** The login keys of instances: each has one of its own, made for it and forgotten with it. */
export function keyHandlers({ keys, connect, providers, store }: Needed) {
  /** The lanes of unfinished bursts, by their attempts. */
  function owners(): Map<string, Owner> {
    const states = store.unfinished().flatMap(id => store.load(id) ?? [])
    return new Map(states.flatMap(state => state.lanes.map(lane => [lane.attempt, { state, lane }] as const)))
  }

  async function rotate(attempt: string, owner: Owner | undefined, signal: AbortSignal): Promise<RotatedKey> {
    const failed = async (reason: string) => ({
      ...viewOf(attempt, await keys.read(attempt), owner),
      rotated: false,
      reason,
    })
    const provider = owner ? providers.of(providerOfOffer(owner.state.plan, owner.lane.offer)) : null
    if (!owner || !provider || !isRunning(owner.lane)) return await failed('its instance does not run')
    const answer = await provider.get(instanceIdOf(owner.lane) ?? '', signal)
    if (answer.kind === 'trouble') return await failed(`the provider cannot be asked: ${answer.trouble.message}`)
    if (answer.kind !== 'found' || !answer.instance.ssh) return await failed('the provider names no address for SSH')
    try {
      const rotated = await rotateLaneKey({ keys, connect }, attempt, answer.instance.ssh, signal)
      return { ...viewOf(attempt, rotated, owner), rotated: true, reason: null }
    } catch (error) {
      signal.throwIfAborted()
      return await failed(error instanceof Error ? error.message : String(error))
    }
  }

  return {
    'keys.list': async () => {
      const known = owners()
      const list = (await keys.list()).toSorted()
      return await Promise.all(list.map(async attempt => viewOf(attempt, await keys.read(attempt), known.get(attempt))))
    },
    'keys.rotate': async (_, signal) => {
      const known = owners()
      const list = (await keys.list()).toSorted()
      return await Promise.all(list.map(async attempt => await rotate(attempt, known.get(attempt), signal)))
    },
  } satisfies Partial<Handlers>
}

function viewOf(attempt: string, { client, host }: LaneKeys, owner: Owner | undefined): LaneKeyView {
  return {
    attempt,
    burstId: owner?.state.id ?? null,
    provider: owner ? providerOfOffer(owner.state.plan, owner.lane.offer) : null,
    instanceId: owner ? instanceIdOf(owner.lane) : null,
    login: fingerprintOf(client.public),
    host: fingerprintOf(host.public),
  }
}
