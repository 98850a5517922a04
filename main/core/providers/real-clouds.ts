import type { CloudId } from './credentials.ts'
import { createLambdaProvider } from './lambda/provider.ts'
import { createOvhProvider } from './ovh/provider.ts'
import type { Provider } from './provider.ts'
import type { CloudOptions } from './real-cloud.ts'
import { createRunpodProvider } from './runpod/provider.ts'
import { createVastProvider } from './vast/provider.ts'

/** Who rents for real money: a folder each, and a line here. */
export const REAL_CLOUDS: Readonly<Record<CloudId, (options: CloudOptions) => Provider>> = {
  ovh: createOvhProvider,
  runpod: createRunpodProvider,
  lambda: createLambdaProvider,
  vast: createVastProvider,
}
