import { streamSchemas } from '../../../common/contract-schemas.ts'
import type { Api } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { fromWireError, toWireError } from '../../../common/wire-errors.ts'
import type { Log } from '../log.ts'
import { runCall, runStream } from './dispatch.ts'
import type { Service } from './routes.ts'

/** The contract for a face in the engine's own process: the same door, no transport. `leaving` ends its streams. */
export function localApi(
  { handlers, publishers }: Pick<Service, 'handlers' | 'publishers'>,
  leaving: AbortSignal,
  log: Log,
): Api {
  /** Faces get the same errors as over a transport. */
  function told(what: string, error: unknown, signal: AbortSignal): Error {
    if (error instanceof BurstError) return error
    if (!signal.aborted) log(`${what} failed`, error)
    return fromWireError(toWireError(error), { cause: error })
  }

  return {
    async call(name, input, signal = new AbortController().signal) {
      try {
        return await runCall(handlers, name, input, signal)
      } catch (error) {
        throw told(`call ${name}`, error, signal)
      }
    },
    async subscribe(name, input, listener, signal) {
      const { event: schema } = streamSchemas[name]
      const stop = AbortSignal.any([signal, leaving])
      try {
        await runStream(publishers, name, input, event => listener(schema.parse(event)), stop)
        if (!signal.aborted) leaving.throwIfAborted()
      } catch (error) {
        if (!signal.aborted) throw told(`stream ${name}`, error, stop)
      }
    },
  }
}
