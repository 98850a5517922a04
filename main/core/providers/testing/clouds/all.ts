import { openCredentials, type CloudId } from '../../credentials.ts'
import type { Provider } from '../../provider.ts'
import { REAL_CLOUDS } from '../../real-clouds.ts'
import type { FastClock } from './fast-clock.ts'
import { startLambda } from './lambda.ts'
import type { SimMachinesOptions } from './machines.ts'
import { startOvh } from './ovh.ts'
import { startRunpod } from './runpod.ts'
import type { CloudSimulator } from './simulator.ts'
import { startVast } from './vast.ts'

/** A stand-in for each real cloud, for tests. */
export const SIMULATORS: Readonly<Record<CloudId, (options: SimMachinesOptions) => Promise<CloudSimulator>>> = {
  ovh: startOvh,
  runpod: startRunpod,
  lambda: startLambda,
  vast: startVast,
}

/** The real client, pointed at a simulator; `env` beyond what the simulator gives. */
export function clientOf(
  simulator: CloudSimulator,
  clock: FastClock,
  env: NodeJS.ProcessEnv = {},
  ovhSelfEnd = false,
): Provider {
  const all = { ...simulator.env, ...env }
  const credentials = openCredentials({
    env: all,
    secrets: async () => ({ store: { get: async () => null } }),
    entered: '/nowhere/entered.json',
  })
  return REAL_CLOUDS[simulator.cloud]({ env: all, clock, credentials, ovhSelfEnd: () => ovhSelfEnd })
}
