import type { Handlers, Publishers } from '../../../../common/contract.ts'
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
      if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
    },
  }
}

/** Handlers that refuse; a test prepares those that it calls. */
export function unprepared(): Handlers {
  return {
    'engine.info': refuse,
    'engine.stop': refuse,
    'templates.list': refuse,
    'templates.expand': refuse,
    'offers.list': refuse,
    'bursts.plan': refuse,
    'bursts.start': refuse,
    'bursts.list': refuse,
    'bursts.show': refuse,
    'bursts.pause': refuse,
    'bursts.resume': refuse,
    'bursts.finish': refuse,
    'bursts.cancel': refuse,
    'events.page': refuse,
    'instances.list': refuse,
    'instances.kill': refuse,
    'instances.killAll': refuse,
    'instances.unlatch': refuse,
    'spend.report': refuse,
    'settings.list': refuse,
    'settings.get': refuse,
    'settings.set': refuse,
    'sandbox.status': refuse,
    'sandbox.fault': refuse,
    'sandbox.speed': refuse,
    'sandbox.reset': refuse,
  }
}

async function refuse(): Promise<never> {
  throw new BurstError('failed', [{ code: 'unprepared', message: 'not prepared', remedy: 'Prepare it.' }])
}
