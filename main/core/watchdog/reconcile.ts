import { confirmGone, isRemnant } from '../providers/confirm-gone.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import type { Identity } from './names.ts'

export type WatchdogTools = {
  readonly providers: () => readonly Provider[]
  readonly identity: Identity
  /** What the ledger says: it may have an instance, it has none any more, or nobody knows it. */
  readonly stateOfAttempt: (attempt: string) => 'open' | 'closed' | 'unknown'
  /** Whether anything was ever rented there: a practice cloud that was not used need not be woken. */
  readonly isUsed: (provider: string) => boolean
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: (message: string, details?: unknown) => void
}

/** How often everything is looked over, real ms. */
const LOOK_EVERY_MS = 60_000

/** A provider that does not answer must not keep the others from being looked at, real ms. */
const LOOK_DEADLINE_MS = 120_000

/** What is remembered between looks, by provider and instance. */
type Watch = WatchdogTools & {
  readonly signal: AbortSignal
  /** Strays that were told to end and are not seen gone yet. */
  readonly proofs: Map<string, Promise<void>>
  readonly reported: Set<string>
}

/**
 * Compares what providers show with what the ledger knows, now and every minute.
 *
 * An instance whose lane is over should not run (a create that was thought lost and arrived late, an end that did not
 * hold): it is ended and seen gone, however long ago its lane was closed. One that the ledger does not know may hold
 * pictures, so it is reported once and left to the user and to its own end. Never throws.
 */
export function startWatchdog(tools: WatchdogTools): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const watch: Watch = { ...tools, signal: stopping.signal, proofs: new Map(), reported: new Set() }
  const watching = keepLooking(watch)
  return {
    async stop() {
      stopping.abort(new Error('the watchdog is stopping'))
      await watching
      await Promise.all(watch.proofs.values())
    },
  }
}

async function keepLooking(watch: Watch): Promise<void> {
  while (!watch.signal.aborted) {
    const asked = watch.providers().filter(({ id, facts }) => !facts.simulated || watch.isUsed(id))
    await Promise.all(asked.map(async provider => await guarded(watch, provider)))
    await watch.rest(LOOK_EVERY_MS, watch.signal).catch(() => undefined)
  }
}

async function guarded(watch: Watch, provider: Provider): Promise<void> {
  try {
    await lookOver(watch, provider, AbortSignal.any([watch.signal, AbortSignal.timeout(LOOK_DEADLINE_MS)]))
  } catch (error) {
    if (!watch.signal.aborted) watch.log(`the watchdog could not look over ${provider.id} and will try again`, error)
  }
}

async function lookOver(watch: Watch, provider: Provider, signal: AbortSignal): Promise<void> {
  const listed = await provider.list(signal)
  if (listed.kind === 'trouble') throw new Error(listed.trouble.message)
  const states = listed.value
    .filter(instance => !isRemnant(instance))
    .map(instance => ({ instance, state: stateOf(watch, instance) }))
  for (const { instance, state } of states) if (state === 'unknown') reportOnce(watch, provider, instance)
  const stray = states.filter(({ state }) => state === 'closed')
  await Promise.all(stray.map(async ({ instance }) => await endStray(watch, provider, instance, signal)))
}

/** Null for what is not ours. */
function stateOf({ identity, stateOfAttempt }: Watch, { name }: ProviderInstance) {
  const owner = identity.whoseIs(name)
  return owner.whose === 'ours' ? stateOfAttempt(owner.attempt) : null
}

function reportOnce({ reported, log }: Watch, provider: Provider, { id, name }: ProviderInstance): void {
  const key = `${provider.id} ${id}`
  if (reported.has(key)) return
  reported.add(key)
  log(`${provider.id} shows ${id} (${name}), which the ledger does not know: it is left to the user`)
}

/** Told to end at every look at which it is there; the proof may take longer than a look and is waited for beside. */
async function endStray(watch: Watch, provider: Provider, instance: ProviderInstance, signal: AbortSignal) {
  const key = `${provider.id} ${instance.id}`
  watch.log(`${key} runs although its lane is over: it is ended`)
  const answer = await provider.terminate(instance.id, signal)
  if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
  if (!watch.proofs.has(key)) watch.proofs.set(key, prove(watch, provider, instance, key))
}

async function prove(watch: Watch, provider: Provider, { id, createdAt }: ProviderInstance, key: string) {
  try {
    await confirmGone(provider, { instanceId: id, createdAt }, watch.signal)
    watch.log(`${key} is seen gone`)
  } catch (error) {
    if (!watch.signal.aborted) watch.log(`the end of ${key} could not be proven and is looked at again`, error)
  } finally {
    watch.proofs.delete(key)
  }
}
