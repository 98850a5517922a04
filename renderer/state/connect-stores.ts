import type { StreamEvent, StreamInput, StreamName } from '../../common/contract.ts'
import type { Host } from '../host/host.ts'
import { problemOf } from './problem-of.ts'
import type { Store } from './store.ts'

/** A stream that broke off is asked for again after this time, ms. */
const AGAIN_MS = 1000

/** Keeps the store up to what the engine publishes; gives back how to stop. */
export function connectStores(host: Host, store: Store): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  const { applyBursts, applySafety, setConnection } = store.getState()
  void follow(host, 'bursts', {}, told => applyBursts(told, Date.now()), signal)
  void follow(host, 'safety', undefined, applySafety, signal)
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

/** What no stream tells: which engine answers, and the templates. */
async function refresh(host: Host, store: Store): Promise<void> {
  await Promise.all([
    host.api.call('engine.info', undefined).then(store.getState().setEngine, () => store.getState().setEngine(null)),
    refreshTemplates(host, store),
  ])
}

export async function refreshTemplates(host: Host, store: Store): Promise<void> {
  const { setTemplates, setTemplatesProblem } = store.getState()
  await host.api.call('templates.list', {}).then(setTemplates, error => setTemplatesProblem(problemOf(error)))
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
