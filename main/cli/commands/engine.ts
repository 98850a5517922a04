import { Option } from 'commander'
import type { Api } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { BurstCommand } from '../burst-command.ts'
import { isAtRest } from '../burst-states.ts'
import type { Outcome } from '../exit-codes.ts'
import type { Face } from '../host.ts'
import { wholeNumber } from '../option-values.ts'
import type { Bind, Session } from '../session.ts'

type Flags = { readonly untilIdle?: boolean; readonly lingerSeconds?: number }

export function addEngineCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('engine')
    .description('own the home without a face: recover and drive every burst, until Ctrl-C')
    .option('--until-idle', 'end when no burst is unfinished')
    .addOption(
      // The one who leaves an engine behind needs a moment to hand it its burst.
      new Option('--linger-seconds <n>', 'with --until-idle: stay this long when idle')
        .argParser(wholeNumber({ min: 0, max: 3600 }))
        .hideHelp(),
    )
    .action(bind(async (session, flags: Flags) => await engine(session, flags)))
}

async function engine(session: Session, flags: Flags): Promise<Outcome> {
  const { engines, interrupts } = session.host
  const face = await engines.open(session.home, 'drive')
  try {
    if (!face.owned) throw alreadyOwned(session)
    session.note(`The engine of ${session.home.root} is up (process ${process.pid}).`)
    if (flags.untilIdle) await untilIdle(session, face.api, flags.lingerSeconds ?? 0)
    else await ended(AbortSignal.any([interrupts.first, face.stopped]))
    face.stopped.throwIfAborted()
    return await leave(session, face)
  } catch (error) {
    if (!face.stopped.aborted) throw error
    session.note('Another program asked this engine to stop; what runs is taken up by the next one.')
    return 'done'
  } finally {
    await face.close()
  }
}

function alreadyOwned({ home }: Session): BurstError {
  return new BurstError('failed', [
    {
      code: 'engine-runs-already',
      message: `An engine of ${home.root} runs already.`,
      remedy: 'Nothing is needed: every command talks to it.',
    },
  ])
}

async function leave(session: Session, { api }: Face): Promise<Outcome> {
  const bursts = await api.call('bursts.list', undefined)
  const unfinished = bursts.filter(burst => !isAtRest(burst))
  if (unfinished.length > 0)
    session.note(
      `Leaving with bursts unfinished; the next engine takes them up: ${unfinished.map(({ id }) => id).join(', ')}`,
    )
  session.result({ unfinished: unfinished.map(({ id }) => id) }, () => '')
  return 'done'
}

/** Resolves when every burst has been at rest for `lingerSeconds`, or when somebody wants the engine to end. */
async function untilIdle({ host }: Session, api: Api, lingerSeconds: number): Promise<void> {
  const idle = new AbortController()
  const busy = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const reconsider = () => {
    clearTimeout(timer)
    if (busy.size === 0) timer = setTimeout(() => idle.abort(), lingerSeconds * 1000)
  }
  const stop = AbortSignal.any([idle.signal, host.interrupts.first])
  await api.subscribe(
    'bursts',
    {},
    event => {
      for (const burst of event.type === 'snapshot' ? event.bursts : [event.burst])
        if (isAtRest(burst)) busy.delete(burst.id)
        else busy.add(burst.id)
      reconsider()
    },
    stop,
  )
  clearTimeout(timer)
}

async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
