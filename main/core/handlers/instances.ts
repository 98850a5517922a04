import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Provider } from '../providers/provider.ts'
import { askAll } from '../providers/answers.ts'
import { sshCommand } from '../remote/ssh-command.ts'
import { adoptInstance } from '../watchdog/adopt.ts'
import { endByOfAttempt } from '../storage/lane-ends.ts'
import { burstOfAttempt } from '../storage/ledger-store.ts'
import { listInstances } from '../watchdog/instances.ts'
import { killAll, killInstance } from '../watchdog/kill.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'providers' | 'identity' | 'latch' | 'service' | 'wallNow' | 'keys'>

/** A call gives up the proof after this much real time, ms; what is not proven is reported. */
const KILL_BUDGET_MS = 10 * 60_000

export function instanceHandlers({ db, providers, identity, latch, service, wallNow, keys }: Needed) {
  /** To ask nobody would look like a clean end. */
  function meant(name: string | undefined): readonly Provider[] {
    const known = providers.all()
    const asked = known.filter(({ id }) => name === undefined || id === name)
    if (asked.length > 0) return asked
    const remedy = `Name one of: ${known.map(({ id }) => id).join(', ')}.`
    throw new BurstError('usage', [{ code: 'unknown-provider', message: `There is no provider ${name}.`, remedy }])
  }

  const list = async (all: boolean, withLeftovers: boolean, signal: AbortSignal) =>
    await listInstances({
      providers: providers.all(),
      identity,
      burstOfAttempt: attempt => burstOfAttempt(db, attempt)?.burstId ?? null,
      endByOfAttempt: attempt => endByOfAttempt(db, attempt),
      all,
      withLeftovers,
      wallNow,
      signal,
    })

  /** Instances of ours, wherever they are, with their attempts. */
  async function ours(signal: AbortSignal) {
    const { values } = await askAll(
      providers.all(),
      wallNow,
      async (provider, bounded) => await provider.list(bounded),
      signal,
    )
    return values.flat().flatMap(instance => {
      const owner = identity.whoseIs(instance.name)
      return owner.whose === 'ours' ? [{ instance, attempt: owner.attempt }] : []
    })
  }

  return {
    'instances.list': async ({ all }, signal) => await list(all, true, signal),
    'instances.adopt': async ({ instanceId }, signal) => {
      await adoptInstance({ db, providers: providers.all(), identity, instanceId, wallNow, signal })
      const { instances } = await list(true, false, signal)
      const adopted = instances.find(({ id, name }) => id === instanceId || name === instanceId)
      if (adopted) return adopted
      const message = `${instanceId} was taken over, and is not listed any more.`
      throw new BurstError('provider', [{ code: 'instance-gone', message, remedy: 'The watchdog looks after it.' }])
    },
    'instances.ssh': async ({ instanceId }, signal) => {
      const found = (await ours(signal)).find(({ instance: { id, name } }) => id === instanceId || name === instanceId)
      if (!found?.instance.ssh) throw noWayIn(instanceId)
      return { command: await sshCommand(keys, found.attempt, found.instance.ssh) }
    },
    'instances.kill': async ({ instanceId }, signal) =>
      await killInstance({ providers: providers.all(), identity, instanceId, budgetMs: KILL_BUDGET_MS, signal }),
    'instances.killAll': async ({ provider }, signal) => {
      const asked = meant(provider)
      const killing = killAll({ providers: asked, identity, latch, budgetMs: KILL_BUDGET_MS, signal })
      service.killed()
      return await killing
    },
    'instances.unlatch': async () => {
      const was = latch.isSet()
      latch.clear()
      return { latched: false as const, was }
    },
  } satisfies Partial<Handlers>
}

function noWayIn(instanceId: string): BurstError {
  const message = `No provider names an address of ours for ${instanceId}.`
  return new BurstError('usage', [
    { code: 'no-way-in', message, remedy: 'It may not be up yet, or not be of this installation.' },
  ])
}
