import { contract, isCallName, type Handlers, type Publishers } from '../../../../common/contract.ts'
import { BurstError } from '../../../../common/errors.ts'
import type { BuildApp } from '../../app.ts'

/** An app whose calls do nothing and whose record goes on by itself: event n is the n-th of any engine. */
export function toyApp(more: Partial<Handlers> = {}, onStart: () => void = () => undefined): BuildApp {
  return async ({ home, onStop }) => ({
    handlers: {
      ...unprepared(),
      'engine.info': async () => ({
        pid: process.pid,
        home: home.root,
        version: '0',
        startedAt: '2026-01-01T00:00:00.000Z',
      }),
      'engine.stop': async () => {
        setImmediate(onStop)
        return null
      },
      ...more,
    },
    publishers: toyPublishers(),
    start: async () => onStart(),
    stop: async () => undefined,
    whenIdle: async () => undefined,
  })
}

export function toyPublishers(): Publishers {
  return {
    async events({ since }, publish, signal) {
      for (let seq = since + 1; !signal.aborted; seq += 1) {
        await publish({ seq, burstId: 'toy', at: 0, clock: 0, event: { type: 'burst.pause-requested' } })
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    },
    async bursts(_, publish, signal) {
      await publish({ type: 'snapshot', bursts: [] })
      await aborted(signal)
    },
    watchdog: async (_, _publish, signal) => await aborted(signal),
    alerts: async (_, _publish, signal) => await aborted(signal),
    safety: async (_, _publish, signal) => await aborted(signal),
    templates: async (_, _publish, signal) => await aborted(signal),
    models: async (_, _publish, signal) => await aborted(signal),
    transfers: async (_, _publish, signal) => await aborted(signal),
  }
}

/** Handlers that refuse; a test prepares those that it calls. */
export function unprepared(): Handlers {
  const names = Object.keys(contract).filter(isCallName)
  const refusing: unknown = Object.fromEntries(names.map(name => [name, refuse]))
  return refusing as Handlers
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}

async function refuse(): Promise<never> {
  throw new BurstError('failed', [{ code: 'unprepared', message: 'not prepared', remedy: 'Prepare it.' }])
}
