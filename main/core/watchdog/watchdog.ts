import { brokenRule, type Broken, type WatchLimits } from '../../../common/watchdog/rules.ts'
import { confirmGone, isRemnant } from '../providers/confirm-gone.ts'
import { meteredCost } from './metered-cost.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import { settleAdopted } from './settle-adopted.ts'
import { tidyAccount } from './tidy-account.ts'
import type { Watch, WatchdogTools } from './watch.ts'

export type Watchdog = {
  /** Looks everything over once, acts, and waits until what it ended is seen gone. Rejects with the signal's reason. */
  look(signal: AbortSignal): Promise<void>
  /** Looks now and every minute from here on, and after this computer slept. */
  start(): void
  /** Does not wait for the next minute. */
  lookSoon(): void
  stop(): Promise<void>
}

/** How often everything is looked over, real ms. */
const LOOK_EVERY_MS = 60_000
/** While an end is announced: a countdown must not wait for a minute to be over. */
const LOOK_CLOSELY_MS = 5000

/** A provider that does not answer must not keep the others from being looked at, real ms. */
const LOOK_DEADLINE_MS = 120_000

/** How much longer than asked for a rest must have been for this computer to have slept, real ms. */
const SLEPT_MS = 60_000

/**
 * Compares what providers show with what the ledger knows, and ends what should not run.
 *
 * An instance whose work is over, or that outlives its own end or the lifetime limit, is ended at once. What a rule with a
 * countdown wants to end is announced first. One that the ledger does not know may hold pictures: it is reported, and
 * ended only where the user wants that. What is not provably ours is never touched. Never throws.
 */
export function createWatchdog(tools: WatchdogTools): Watchdog {
  const stopping = new AbortController()
  const watch: Watch = {
    ...tools,
    proofs: new Map(),
    reported: new Set(),
    silent: new Map(),
    tidied: new Map(),
    metered: new Map(),
  }
  let watching: Promise<void> | null = null
  let nudge = new AbortController()

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      await lookAtAll(watch, stopping.signal)
      const ms = watch.announcer.pending().length > 0 ? LOOK_CLOSELY_MS : LOOK_EVERY_MS
      const before = watch.wallNow()
      nudge = new AbortController()
      await watch.rest(ms, AbortSignal.any([stopping.signal, nudge.signal])).catch(() => undefined)
      const slept = watch.wallNow() - before - ms
      if (slept > SLEPT_MS && !stopping.signal.aborted) tellWoke(watch, slept)
    }
  }

  return {
    async look(signal) {
      await lookAtAll(watch, signal)
      await Promise.all(watch.proofs.values())
      signal.throwIfAborted()
    },
    start() {
      watching ??= keepLooking()
    },
    lookSoon: () => nudge.abort(new Error('somebody wants a look now')),
    async stop() {
      stopping.abort(new Error('the watchdog is stopping'))
      await watching
      await Promise.all(watch.proofs.values())
    },
  }
}

async function lookAtAll(watch: Watch, signal: AbortSignal): Promise<void> {
  const asked = watch.providers().filter(({ id, facts }) => !facts.simulated || watch.isUsed(id))
  await Promise.all(asked.map(async provider => await guarded(watch, provider, signal)))
}

async function guarded(watch: Watch, provider: Provider, signal: AbortSignal): Promise<void> {
  try {
    await lookOver(watch, provider, signal)
    watch.silent.delete(provider.id)
  } catch (error) {
    if (!signal.aborted) noteTrouble(watch, provider, error)
  }
}

/** While something of ours may run there, nobody may be left to think that all is well. */
function noteTrouble(watch: Watch, { id, facts }: Provider, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const isFirst = !watch.silent.has(id)
  const since = watch.silent.get(id) ?? watch.wallNow()
  watch.silent.set(id, since)
  watch.log(`the watchdog could not look over ${id} and will try again`, message)
  watch.tell({ type: 'trouble', provider: id, instanceId: null, rule: null, message })
  if (isFirst && watch.mayRunAt(id))
    watch.alarm(
      `silent ${id} ${since}`,
      `${id} does not answer (${message}): what runs there may still be billing.`,
      facts.simulated,
    )
}

async function lookOver(watch: Watch, provider: Provider, signal: AbortSignal): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(LOOK_DEADLINE_MS)])
  const listed = await provider.list(bounded)
  if (listed.kind === 'trouble') throw new Error(listed.trouble.message)
  const there = listed.value.filter(instance => !isRemnant(instance))
  const ours = there.flatMap(instance => {
    const owner = watch.identity.whoseIs(instance.name)
    return owner.whose === 'ours' ? [{ instance, attempt: owner.attempt }] : []
  })
  const message = `${there.length} instances, ${ours.length} of them ours`
  watch.tell({ type: 'looked', provider: provider.id, instanceId: null, rule: null, message })
  withdrawGone(watch, provider, there)
  await Promise.all(ours.map(async one => await judge(watch, provider, one, bounded, signal)))
  for (const adopted of watch.adopted(provider.id)) settleAdopted(watch, provider, adopted, there, signal)
  await tidyAccount(watch, provider, there, bounded)
}

type Ours = { readonly instance: ProviderInstance; readonly attempt: string }

async function judge(
  watch: Watch,
  provider: Provider,
  { instance, attempt }: Ours,
  bounded: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  const ledger = watch.stateOfAttempt(attempt)
  if (ledger === 'unknown') reportOnce(watch, provider, instance)
  const now = provider.facts.clock.now()
  const metered = meteredCost(provider, instance, now)
  const broken = brokenRule(
    {
      ledger,
      isBooting: instance.state === 'provisioning',
      createdAt: instance.createdAt,
      endBy: latest(watch.endByOfAttempt(attempt), instance.endBy),
      cost: metered && watch.inAccount(metered),
    },
    limitsAt(watch, provider),
    now,
  )
  const which = { provider: provider.id, instanceId: instance.id }
  for (const rule of OURS_TO_WITHDRAW) if (rule !== broken?.rule) watch.announcer.withdraw({ ...which, rule })
  if (!broken) return
  if (!watch.announcer.mayEnd({ ...which, ...broken })) return
  if (ledger === 'open' && watch.endLane(attempt, broken)) return
  await end(watch, provider, instance, broken, bounded, signal)
}

/** A crash between moving an end and writing that down leaves the record behind. */
function latest(recorded: number | null, shown: number | null): number | null {
  return recorded === null || shown === null ? (recorded ?? shown) : Math.max(recorded, shown)
}

/** Rules with a countdown that are judged here alone; those of a working lane are withdrawn by who works with it. */
const OURS_TO_WITHDRAW = ['orphan', 'cost'] as const

/** A limit of real money says nothing of practice money, and is the same amount of it. */
function limitsAt({ limits }: Watch, { facts }: Provider): WatchLimits {
  const { cost, ...others } = limits()
  return { ...others, cost: cost && { ...cost, simulated: facts.simulated } }
}

function reportOnce(watch: Watch, provider: Provider, { id, name }: ProviderInstance): void {
  const key = `${provider.id} ${id}`
  if (watch.reported.has(key)) return
  watch.reported.add(key)
  const message = `${provider.id} shows ${id} (${name}), which is ours and which the ledger does not know.`
  watch.log(`${message} It is left to the user.`)
  watch.tell({ type: 'reported', provider: provider.id, instanceId: id, rule: 'orphan', message })
  watch.alarm(
    `orphan ${key}`,
    `${message} Take it over with \`burst adopt ${id}\`, or end it with \`burst kill ${id} --confirm\`.`,
    provider.facts.simulated,
  )
}

/** Told to end at every look at which it is there; the proof may take longer than a look and is waited for beside. */
async function end(
  watch: Watch,
  provider: Provider,
  instance: ProviderInstance,
  { rule, message }: Broken,
  bounded: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  const key = `${provider.id} ${instance.id}`
  watch.log(`${key} is ended: ${message}`)
  watch.tell({ type: 'ending', provider: provider.id, instanceId: instance.id, rule, message })
  const answer = await provider.terminate(instance.id, bounded)
  if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
  if (!watch.proofs.has(key)) watch.proofs.set(key, prove(watch, provider, instance, rule, signal))
}

async function prove(
  watch: Watch,
  provider: Provider,
  { id, createdAt }: ProviderInstance,
  rule: Broken['rule'],
  signal: AbortSignal,
): Promise<void> {
  const key = `${provider.id} ${id}`
  try {
    await confirmGone(provider, { instanceId: id, createdAt }, signal)
    watch.log(`${key} is seen gone`)
    watch.tell({ type: 'gone', provider: provider.id, instanceId: id, rule, message: 'it is seen gone' })
    watch.announcer.withdraw({ provider: provider.id, instanceId: id })
  } catch (error) {
    if (!signal.aborted) watch.log(`the end of ${key} could not be proven and is looked at again`, error)
  } finally {
    watch.proofs.delete(key)
  }
}

/** An announced end is moot where the instance is not shown any more. */
function withdrawGone({ announcer }: Watch, { id }: Provider, there: readonly ProviderInstance[]): void {
  for (const { provider, instanceId } of announcer.pending())
    if (provider === id && !there.some(instance => instance.id === instanceId))
      announcer.withdraw({ provider, instanceId })
}

function tellWoke({ tell }: Watch, sleptMs: number): void {
  const message = `this computer slept for ${Math.round(sleptMs / 60_000)} minutes`
  tell({ type: 'woke', provider: null, instanceId: null, rule: null, message })
}
