import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { SessionSource } from '../../../common/bursts/session-source.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { BurstError } from '../../../common/errors.ts'
import type { JobSettings, PromptItem } from '../../../common/job/job.ts'
import type { Provider } from '../providers/provider.ts'
import type { BurstStore } from '../storage/burst-store.ts'
import { sessionFolderName, type SessionFolders } from '../transfer/session-folder.ts'
import type { BurstListener } from './driven-burst.ts'
import { withFolderCheckpoints, type Checkpoint } from './outside.ts'

export type BurstOrder = {
  readonly name: string
  /** Path of the template; null for a job file. */
  readonly template: string | null
  readonly job: JobSettings
  readonly items: Iterable<PromptItem>
  readonly plan: Plan
  readonly models: readonly NeededModel[]
  readonly private: boolean
  /** Absolute; null for a new folder among the sessions. */
  readonly out: string | null
  /** Where its folder goes when the setting names none; null for the home's own sessions. */
  readonly sessionsHere: string | null
  readonly source: SessionSource
}

export type CreatingDeps = {
  readonly store: BurstStore
  readonly folders: SessionFolders
  /** Where sessions go that name no folder of their own; read at each start. */
  readonly sessionsFolder: (here: string | null) => string
  readonly newBurstId: () => string
  /** Null for a provider that this app does not know (any more). */
  readonly providerOf: (id: string) => Provider | null
  readonly isStopped: () => boolean
  readonly wallNow: () => number
  readonly checkpoint: Checkpoint
}

/** Claims the burst's folder and records the burst with its items. BurstError where the folder or the order is no good. */
export async function createBurst(deps: CreatingDeps, order: BurstOrder, tell: BurstListener): Promise<BurstState> {
  const provider = deps.providerOf(order.plan.provider)
  if (!provider) throw new Error(`the plan is for a provider that is not known: ${order.plan.provider}`)
  const at = deps.wallNow()
  const out = await claim(deps, order, at)
  deps.checkpoint('event.burst.created:before')
  const { state, records } = deps.store.create(
    { id: deps.newBurstId(), job: order.job, source: order.source, items: order.items },
    items => createdEvent(order, out, items),
    { at, clock: provider.facts.clock.now() },
  )
  deps.checkpoint('event.burst.created:after')
  if (!state) throw new Error('a burst was created without a state')
  tell(records, state)
  return state
}

export function refuseIfStopped(isStopped: () => boolean): void {
  if (!isStopped()) return
  throw new BurstError('refused', [
    {
      code: 'stop-latch',
      message: 'Kill-all was pressed: nothing is rented.',
      remedy: 'Allow it again with `burst unlatch`.',
    },
  ])
}

function claim(deps: CreatingDeps, { out, name, sessionsHere }: BurstOrder, at: number): Promise<string> {
  const folders = withFolderCheckpoints(deps.folders, deps.checkpoint)
  return folders.claim(
    out === null
      ? { parent: deps.sessionsFolder(sessionsHere), name: sessionFolderName(name, new Date(at)) }
      : { folder: out },
  )
}

function createdEvent(
  { name, template, plan, models, private: isPrivate }: BurstOrder,
  out: string,
  items: number,
): BurstEvent {
  if (items > 0)
    return {
      type: 'burst.created',
      kind: 'images',
      name,
      template,
      out,
      items,
      plan,
      models: [...models],
      private: isPrivate,
    }
  throw new BurstError('usage', [
    { code: 'no-items', message: 'There is nothing to make.', remedy: 'Ask for at least one picture.' },
  ])
}
