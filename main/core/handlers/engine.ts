import type { Handlers } from '../../../common/contract.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'home' | 'version' | 'wallNow' | 'onStop'>

export function engineHandlers({ home, version, wallNow, onStop }: Needed) {
  const startedAt = new Date(wallNow()).toISOString()
  return {
    'engine.info': async () => ({ pid: process.pid, home: home.root, version, startedAt }),
    'engine.stop': async () => {
      // After this call is answered: the engine leaves only when nothing is asked of it any more.
      setImmediate(onStop)
      return null
    },
  } satisfies Partial<Handlers>
}
