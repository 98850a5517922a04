import { contract, isCallName, isStreamName, type Api, type Handlers, type Publishers } from '../../common/contract.ts'
import type { Service } from '../core/engine/routes.ts'

/** A way to an engine, as something that can be served: each call and stream is passed on. */
export function serviceOf(api: Api): Service {
  const names = Object.keys(contract)
  const handlers: unknown = Object.fromEntries(
    names
      .filter(isCallName)
      .map(name => [name, async (input: never, signal: AbortSignal) => await api.call(name, input, signal)]),
  )
  const publishers: unknown = Object.fromEntries(
    names
      .filter(isStreamName)
      .map(name => [
        name,
        async (input: never, publish: (event: unknown) => void, signal: AbortSignal) =>
          await api.subscribe(name, input, publish, signal),
      ]),
  )
  // One function for each name of the contract; the schemas check what goes in and out.
  return { handlers: handlers as Handlers, publishers: publishers as Publishers, drive: async () => undefined }
}
