import type { Assumptions, WorkKind } from '../../../common/pricing/assumptions.ts'
import type { EstimateBasis } from '../../../common/pricing/weigh.ts'
import type { Work } from '../../../common/pricing/work.ts'
import type { Settings } from '../../../common/settings.ts'
import type { Db } from '../storage/database.ts'
import { readObservations } from '../storage/experience-store.ts'

type HomeSettings = Pick<
  Settings,
  | 'currency'
  | 'uplink-mbits'
  | 'local-seconds-per-image'
  | 'local-watts'
  | 'electricity-per-kwh'
  | 'time-value-per-hour'
>

export type Wanted = {
  readonly kind?: WorkKind
  readonly work: Work | null
  /** What is said for this question alone. */
  readonly given?: Partial<Assumptions>
  /** What has to be sent to each machine first; null or absent: not known. */
  readonly bytesToSend?: number | null
}

/** What an estimate stands on here: what the user said, of home and for this question, and what bursts have shown. */
export function estimateBasis(
  db: Db,
  settings: HomeSettings,
  { kind = 'images', work, given = {}, bytesToSend = null }: Wanted,
): EstimateBasis {
  const mbits = settings['uplink-mbits']
  return {
    kind,
    work,
    given: { ...homeAssumptions(settings, kind), ...given },
    observations: readObservations(db),
    currency: settings.currency,
    ...(bytesToSend === null || mbits === 0 ? {} : { upload: { bytes: bytesToSend, mbits } }),
  }
}

/** What the settings say of home. How long a picture takes says nothing of other kinds of work. */
export function homeAssumptions(settings: HomeSettings, kind: WorkKind): Partial<Assumptions> {
  return {
    ...(kind === 'images' ? { localSecondsPerImage: settings['local-seconds-per-image'] } : {}),
    localWatts: settings['local-watts'],
    electricityPerKwh: settings['electricity-per-kwh'],
    timeValuePerHour: settings['time-value-per-hour'],
  }
}
