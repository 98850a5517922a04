import type { OutputCache } from './cache.ts'
import type { Faults } from './faults.ts'
import type { PictureFolders } from './folders.ts'
import type { ModelFiles } from './model-files.ts'
import type { Profile } from './profile.ts'
import type { Schemas } from './schemas.ts'
import type { SimClock } from './sim-clock.ts'
import type { Sockets } from './sockets.ts'

/** What running a prompt needs of its surroundings. */
export interface Machine {
  readonly profile: Profile
  readonly clock: SimClock
  readonly faults: Faults
  readonly folders: PictureFolders
  readonly models: ModelFiles
  readonly schemas: Schemas
  readonly sockets: Sockets
  readonly cache: OutputCache
  /** Part of the names of preview files, chosen once per server. */
  readonly tempSuffix: string
  /** Ends the server at once, as a killed process would. */
  readonly crash: () => void
}
