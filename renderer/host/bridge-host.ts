import { callSchemas, streamSchemas } from '../../common/contract-schemas.ts'
import type { Api, TemplatesAdded } from '../../common/contract.ts'
import type { Spoken } from '../../common/spoken.ts'
import { fromWireError } from '../../common/wire-errors.ts'
import { WireReply } from '../../common/wire.ts'
import type { BridgeMessage } from '../../common/bridge.ts'
import type { Capabilities, DroppedFile, Host } from './host.ts'

/** What the window's preload leaves on the page: one frozen object. */
export type Bridge = {
  readonly capabilities: Capabilities
  readonly call: (name: string, input: unknown) => Promise<unknown>
  /** Gives back how to stop. */
  readonly subscribe: (name: string, input: unknown, listener: (message: BridgeMessage) => void) => () => void
  readonly addDropped: (files: readonly File[]) => Promise<unknown>
  readonly revealFolder: (path: string) => Promise<unknown>
  readonly speak: (language: Spoken) => Promise<unknown>
  readonly onNavigate: (listener: (path: string) => void) => () => void
}

/** The world outside of a page in the window: everything goes through the preload's bridge. */
export function bridgeHost(bridge: Bridge): Host {
  return {
    api: bridgeApi(bridge),
    capabilities: bridge.capabilities,
    pictureAddress: async ({ burstId, item, size }) => `/pictures/${encodeURIComponent(burstId)}/${item}/${size}`,
    addTemplates: async (files: readonly DroppedFile[]) =>
      valueOf(await bridge.addDropped(files.map(({ file }) => file))) as TemplatesAdded,
    revealFolder: async path => void valueOf(await bridge.revealFolder(path)),
    speak: language => void bridge.speak(language),
    // The window lives in the engine's own process or ends with its way to it.
    connection: () => 'connected',
    onConnection: () => () => undefined,
    onNavigate: listener => bridge.onNavigate(listener),
  }
}

function bridgeApi(bridge: Bridge): Api {
  return {
    async call(name, input, signal) {
      signal?.throwIfAborted()
      return callSchemas[name].output.parse(valueOf(await bridge.call(name, input)))
    },
    async subscribe(name, input, listener, signal) {
      await new Promise<void>((resolve, reject) => {
        const stop = bridge.subscribe(name, input, message => {
          if (message.kind === 'event') listener(streamSchemas[name].event.parse(message.event))
          if (message.kind === 'over')
            reject(message.error ? fromWireError(message.error) : new Error('the stream ended'))
        })
        const leave = () => {
          stop()
          resolve()
        }
        if (signal.aborted) leave()
        else signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}

/** Replies cross as envelopes: Electron passes on nothing of an error but its message. */
function valueOf(reply: unknown): unknown {
  const parsed = WireReply.parse(reply)
  if (!parsed.ok) throw fromWireError(parsed.error)
  return parsed.value
}
