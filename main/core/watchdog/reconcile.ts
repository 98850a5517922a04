import { confirmGone } from '../providers/confirm-gone.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import type { Identity } from './names.ts'

/** What the ledger says of an attempt: its lane is at work, its lane is over, or nobody knows it. */
export type AttemptStanding = 'live' | 'over' | 'unknown'

export type WatchdogTools = {
  readonly providers: () => readonly Provider[]
  readonly identity: Identity
  readonly standingOf: (attempt: string) => AttemptStanding
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: (message: string, details?: unknown) => void
}

/** How often everything is looked over, real ms. */
const LOOK_EVERY_MS = 60_000

/**
 * Compares what providers show with what the ledger knows, now and every minute.
 *
 * An instance whose lane is over should not run (a create that was thought lost and arrived late, an end that did not
 * hold): it is ended and seen gone. One that the ledger does not know may hold pictures, so it is shown as orphaned and
 * left to the user and to its own end. Never throws.
 */
export function startWatchdog(tools: WatchdogTools): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const watching = watch(tools, stopping.signal)
  return {
    async stop() {
      stopping.abort(new Error('the watchdog is stopping'))
      await watching
    },
  }
}

async function watch(tools: WatchdogTools, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await Promise.all(tools.providers().map(async provider => await lookOver(provider, tools, signal).catch((error: unknown) => note(tools, provider, error, signal))))
    await tools.rest(LOOK_EVERY_MS, signal).catch(() => undefined)
  }
}

function note({ log }: WatchdogTools, provider: Provider, error: unknown, signal: AbortSignal): void {
  if (!signal.aborted) log(`the watchdog could not look over ${provider.id} and will try again`, error)
}

async function lookOver(provider: Provider, tools: WatchdogTools, signal: AbortSignal): Promise<void> {
  const listed = await provider.list(signal)
  if (listed.kind !== 'answer') throw new Error(listed.trouble.message)
  const stray = listed.value.filter(instance => isStray(instance, tools))
  await Promise.all(stray.map(async instance => await endStray(provider, instance, tools, signal)))
}

function isStray({ name, state, billing }: ProviderInstance, { identity, standingOf }: WatchdogTools): boolean {
  const owner = identity.whoseIs(name)
  return owner.whose === 'ours' && state !== 'gone' && billing !== 'none' && standingOf(owner.attempt) === 'over'
}

async function endStray(provider: Provider, { id, createdAt }: ProviderInstance, { log }: WatchdogTools, signal: AbortSignal): Promise<void> {
  log(`${id} runs although its lane is over: it is ended`)
  const answer = await provider.terminate(id, signal)
  if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
  await confirmGone(provider, { instanceId: id, createdAt }, signal)
  log(`${id} is seen gone`)
}
