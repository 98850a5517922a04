import { confirmGone } from '../providers/confirm-gone.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import type { Identity } from './names.ts'

export type WatchdogTools = {
  readonly providers: () => readonly Provider[]
  readonly identity: Identity
  /** What the ledger says: it may have an instance, it has none any more, or nobody knows it. */
  readonly stateOfAttempt: (attempt: string) => 'open' | 'closed' | 'unknown'
  /** Whether anything was ever rented there: a provider that was not used need not be woken. */
  readonly isUsed: (provider: string) => boolean
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
    const used = tools.providers().filter(({ id }) => tools.isUsed(id))
    await Promise.all(
      used.map(
        async provider =>
          await lookOver(provider, tools, signal).catch((error: unknown) => note(tools, provider, error, signal)),
      ),
    )
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

function isStray({ name, state, billing }: ProviderInstance, { identity, stateOfAttempt }: WatchdogTools): boolean {
  const owner = identity.whoseIs(name)
  return owner.whose === 'ours' && state !== 'gone' && billing !== 'none' && stateOfAttempt(owner.attempt) === 'closed'
}

async function endStray(
  provider: Provider,
  { id, createdAt }: ProviderInstance,
  { log }: WatchdogTools,
  signal: AbortSignal,
): Promise<void> {
  log(`${id} runs although its lane is over: it is ended`)
  const answer = await provider.terminate(id, signal)
  if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
  await confirmGone(provider, { instanceId: id, createdAt }, signal)
  log(`${id} is seen gone`)
}
