import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { measureLine } from '../doctor/line-speed.ts'
import type { Parts } from './parts.ts'

export function lineHandlers({ settings }: Pick<Parts, 'settings'>) {
  return {
    'line.measure': async (_none, signal) => {
      if (settings()['metered-line'])
        throw new BurstError('refused', [
          {
            code: 'metered-line',
            message: 'The line is metered, and a measurement costs some megabytes.',
            remedy: 'Set metered-line to false, or say how fast your line is in uplink-mbits.',
          },
        ])
      return await measureLine({ address: settings()['line-test-address'], now: () => performance.now() }, signal)
    },
  } satisfies Partial<Handlers>
}
