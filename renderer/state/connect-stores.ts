import type { StreamEvent, StreamInput, StreamName } from '../../common/contract.ts'
import type { Host } from '../host/host.ts'
import type { Store } from './store.ts'

/** A stream that broke off is asked for again after this time, ms. */
const AGAIN_MS = 1000

/** Keeps the store up to what the engine publishes; gives back how to stop. */
export function connectStores(host: Host, store: Store): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  const { applyBursts, applySafety, applyAlerts, applyTemplates, applyModels, applyTransfers, setConnection } =
    store.getState()
  void follow(host, 'bursts', {}, told => applyBursts(told, Date.now()), signal)
  void follow(host, 'safety', undefined, applySafety, signal)
  void follow(host, 'alerts', undefined, applyAlerts, signal)
  void follow(host, 'templates', undefined, applyTemplates, signal)
  void follow(host, 'models', undefined, applyModels, signal)
  void follow(host, 'transfers', undefined, applyTransfers, signal)
  const remove = host.onConnection(connection => {
    setConnection(connection)
    if (connection === 'connected') void refresh(host, store)
  })
  setConnection(host.connection())
  void refresh(host, store)
  return () => {
    remove()
    stopping.abort()
  }
}

/** What no stream tells: which engine answers. */
async function refresh(host: Host, store: Store): Promise<void> {
  const { setEngine } = store.getState()
  await host.api.call('engine.info', undefined).then(setEngine, () => setEngine(null))
}

async function follow<K extends StreamName>(
  { api }: Host,
  name: K,
  input: StreamInput<K>,
  listener: (event: StreamEvent<K>) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await api.subscribe(name, input, listener, signal).catch(() => undefined)
    if (!signal.aborted) await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
  }
}
