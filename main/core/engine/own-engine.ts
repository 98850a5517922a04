import type net from 'node:net'
import type { Api } from '../../../common/contract.ts'
import type { App, BuildApp } from '../app.ts'
import { engineStopped } from './engine-gone.ts'
import { localApi } from './local-api.ts'
import type { Service } from './routes.ts'
import { serveContract } from './server.ts'

/** The engine in this process. */
export type OwnEngine = {
  readonly api: Api
  /** Takes up what is unfinished; once, however often it is asked for. */
  readonly drive: () => Promise<void>
  /** Answers what was asked, stops the app, and only then gives the home up. */
  close(): Promise<void>
}

/** Becomes the engine on a socket that was just claimed; serves others from the first moment on. */
export async function ownEngine(
  socket: net.Server,
  build: BuildApp,
  options: Parameters<BuildApp>[0],
): Promise<OwnEngine> {
  const building = build(options)
  const service = building.then(serviceOf)
  service.catch(() => undefined)
  const leaving = new AbortController()
  const server = serveContract(socket, service, options.log)
  try {
    const app = await building
    const { drive } = await service
    return {
      api: localApi(app, leaving.signal, options.log),
      drive,
      async close() {
        leaving.abort(engineStopped())
        await server.leave()
        await app.stop()
        await server.close()
      },
    }
  } catch (error) {
    await server.leave()
    await server.close()
    throw error
  }
}

/** Driving begins once, however often it is asked for; where it could not begin it may be asked for again. */
function serviceOf(app: App): Service {
  let driving: Promise<void> | undefined
  return {
    handlers: app.handlers,
    publishers: app.publishers,
    drive: () =>
      (driving ??= app.start().catch((error: unknown) => {
        driving = undefined
        throw error
      })),
  }
}
