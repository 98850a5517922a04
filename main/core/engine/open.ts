import { setTimeout as delay } from 'node:timers/promises'
import type { Api } from '../../../common/contract.ts'
import type { BuildApp } from '../app.ts'
import { prepareHome } from '../home-folder.ts'
import type { Home } from '../home.ts'
import { openLog } from '../log.ts'
import { claimSocket } from './claim-socket.ts'
import { remoteEngine } from './client.ts'
import { ASK_AGAIN_MS, EngineGone, engineLost, engineStopped, TAKE_OVER_DEADLINE_MS } from './engine-gone.ts'
import { enduringApi } from './enduring-api.ts'
import { ownEngine, type OwnEngine } from './own-engine.ts'

/** A way into the engine of a home. */
export type Face = {
  readonly api: Api
  /** While this process is that engine; may become true when another engine dies. */
  readonly owned: boolean
  /** Aborts when the engine that this process is was asked to stop. */
  readonly stopped: AbortSignal
  close(): Promise<void>
}

export type OpenOptions = {
  readonly home: Home
  /** `drive` takes up what is unfinished; `look` only reads and writes the record. */
  readonly mode: 'drive' | 'look'
  readonly env: NodeJS.ProcessEnv
  readonly build?: BuildApp
}

/** An engine there is: this process, or another one. */
type Seat = { readonly api: Api; readonly own: OwnEngine | null }

/**
 * Opens a way into the engine of a home: the one that listens, else this process becomes it and serves others.
 *
 * When the engine dies, the next call or stream of any face opens again. Rejects with BurstError where the home cannot
 * be used.
 */
export async function openEngine(options: OpenOptions): Promise<Face> {
  prepareHome(options.home)
  const stopped = new AbortController()
  let seat: Promise<Seat> | null = null
  let closing: Promise<void> | null = null
  let own: OwnEngine | null = null

  async function sit(): Promise<Seat> {
    if (closing) throw engineStopped()
    const taken = await takeSeat(options, stop)
    own = taken.own
    return taken
  }

  function current(): Promise<Seat> {
    const taken = (seat ??= sit())
    // One that could not be taken is no reason not to try again.
    taken.catch(() => seat === taken && (seat = null))
    return taken
  }

  function close(): Promise<void> {
    closing ??= (async () => {
      const last = await seat?.catch(() => null)
      await last?.own?.close()
      own = null
    })()
    return closing
  }

  function stop(): void {
    stopped.abort(engineStopped())
    // Whoever closes this face is told as well.
    close().catch(() => undefined)
  }

  await current()
  return {
    api: enduringApi({
      api: async () => {
        if (closing) throw engineStopped()
        return (await current()).api
      },
      lost: api => {
        const taken = seat
        taken?.then(
          found => found.api === api && seat === taken && (seat = null),
          () => undefined,
        )
      },
    }),
    get owned() {
      return own !== null
    },
    stopped: stopped.signal,
    close,
  }
}

async function takeSeat({ home, mode, env, build = buildRealApp }: OpenOptions, onStop: () => void): Promise<Seat> {
  const deadline = performance.now() + TAKE_OVER_DEADLINE_MS
  for (;;) {
    const claim = await claimSocket(home.socket)
    if (claim.owned) {
      const log = openLog(home.log, Date.now)
      const own = await ownEngine(claim.server, build, { home, env, log, onStop })
      if (mode === 'drive') await own.drive()
      return { api: own.api, own }
    }
    const { api, drive } = remoteEngine(home.socket)
    if (mode === 'look' || (await wasAsked(drive))) return { api, own: null }
    if (performance.now() > deadline) throw engineLost('this')
    await delay(ASK_AGAIN_MS)
  }
}

/** Loaded when it is needed: a face that is a client has no use for it. */
const buildRealApp: BuildApp = async options => {
  const { buildApp } = await import('../app.ts')
  return await buildApp(options)
}

/** False where the engine went away meanwhile. */
async function wasAsked(drive: () => Promise<void>): Promise<boolean> {
  try {
    await drive()
    return true
  } catch (error) {
    if (error instanceof EngineGone) return false
    throw error
  }
}
