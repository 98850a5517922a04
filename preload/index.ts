import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../common/bridge-channels.ts'
import type { BridgeMessage, BridgeRequest } from '../common/bridge.ts'

/** The window's whole bridge: two fixed channels, no event objects, and paths of dropped files stay on this side. */
const listeners = new Map<string, (message: BridgeMessage) => void>()
const navigators = new Set<(path: string) => void>()
let count = 0

ipcRenderer.on(EVENT_CHANNEL, (_, message: BridgeMessage) => {
  if (message.kind === 'navigate') for (const navigate of navigators) navigate(message.path)
  else listeners.get(message.id)?.(message)
})

const ask = async (request: BridgeRequest): Promise<unknown> => await ipcRenderer.invoke(CALL_CHANNEL, request)

contextBridge.exposeInMainWorld(
  'burst',
  Object.freeze({
    capabilities: Object.freeze({ dropsStayInPlace: false, revealFolder: true, staysWhenClosed: true }),
    call: async (name: string, input: unknown) => await ask({ kind: 'call', name, input }),
    subscribe: (name: string, input: unknown, listener: (message: BridgeMessage) => void) => {
      count += 1
      const id = `s${count}`
      listeners.set(id, listener)
      void ask({ kind: 'subscribe', id, name, input }).then(reply => refusedStream(id, reply, listener))
      return () => {
        listeners.delete(id)
        void ask({ kind: 'unsubscribe', id })
      }
    },
    addDropped: async (files: readonly File[]) =>
      await ask({ kind: 'add-dropped', paths: files.map(file => webUtils.getPathForFile(file)) }),
    revealFolder: async (path: string) => await ask({ kind: 'reveal-folder', path }),
    speak: async (language: 'en' | 'fr') => await ask({ kind: 'speak', language }),
    onNavigate: (listener: (path: string) => void) => {
      navigators.add(listener)
      return () => void navigators.delete(listener)
    },
  }),
)

/** A stream that was not begun is told like one that is over. */
function refusedStream(id: string, reply: unknown, listener: (message: BridgeMessage) => void): void {
  if (typeof reply !== 'object' || reply === null || !('ok' in reply) || reply.ok !== false) return
  listener({ kind: 'over', id, error: 'error' in reply ? (reply.error as never) : null })
}
