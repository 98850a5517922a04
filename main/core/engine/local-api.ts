import type { Api, CallOutput, StreamEvent } from '../../../common/contract.ts'
import { fromWireError } from '../../../common/wire-errors.ts'
import type { Log } from '../log.ts'
import { dispatch, openStream, type Publish } from './dispatch.ts'
import type { Service } from './routes.ts'

/** The contract for a face in the engine's own process: the same door, no transport. `leaving` ends its streams. */
export function localApi(
  { handlers, publishers }: Pick<Service, 'handlers' | 'publishers'>,
  leaving: AbortSignal,
  log: Log,
): Api {
  return {
    async call(name, input, signal = new AbortController().signal) {
      const reply = await dispatch(handlers, name, input, signal, log)
      if (!reply.ok) throw fromWireError(reply.error)
      return reply.value as CallOutput<typeof name>
    },
    async subscribe(name, input, listener, signal) {
      const publish: Publish = event => {
        if (!signal.aborted) listener(event as StreamEvent<typeof name>)
      }
      try {
        await openStream(publishers, name, input, publish, AbortSignal.any([signal, leaving]))
        if (!signal.aborted) leaving.throwIfAborted()
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}
