import type { Clock } from '../clock.ts'
import type { Credentials } from './credentials.ts'
import type { Asked } from './provider.ts'

/** What every client of a real cloud is made of. */
export type CloudOptions = {
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly credentials: Credentials
}

/** Charges come with a bill: until then Burst's own meter counts. */
export const TELLS_LATER: Asked<never> = {
  kind: 'trouble',
  trouble: { reason: 'bad-answer', message: 'it tells what it charged only later' },
}
