import type { RecordedEvent } from '../../common/bursts/events.ts'
import type { App } from '../../main/core/app.ts'
import type { Measured } from './measured.ts'
import { never } from './setting.ts'

/** The app's own way: a burst of a job file of `pictures`, from the start to the end of the record. */
export async function appSequence(app: App, file: string, pictures: number): Promise<Measured> {
  const { burst } = await app.handlers['bursts.start'](
    { source: { from: 'job', file }, provider: 'sandbox', spot: false, strategy: 'on-demand', lanes: 1 },
    never,
  )
  await app.whenIdle(never)
  const { images, gpuUtilisation, seconds } = await app.handlers['bursts.show']({ id: burst.id }, never)
  if (images.collected !== pictures) throw new Error(`only ${images.collected} of ${pictures} came home`)
  const { lastMade, lastVerified, closing } = await lastInstants(app, burst.id)
  return {
    busySeconds: (gpuUtilisation ?? 0) * seconds.billed,
    billedSeconds: seconds.billed,
    homeSeconds: (lastVerified - lastMade) / 1000,
    endSeconds: (closing - lastMade) / 1000,
  }
}

/** Instants on the practice cloud's clock, ms. When a picture was made is ComfyUI's word, not when the app heard of it. */
type Instants = { lastMade: number; lastVerified: number; closing: number }

async function lastInstants(app: App, burstId: string): Promise<Instants> {
  const instants: Instants = { lastMade: 0, lastVerified: 0, closing: 0 }
  const ended = new AbortController()
  const note = ({ clock, event }: RecordedEvent) => {
    if (event.type === 'item.made') instants.lastMade = Math.max(instants.lastMade, event.gpu?.[1] ?? 0)
    if (event.type === 'item.verified') instants.lastVerified = clock
    if (event.type === 'lane.closing') instants.closing = clock
    if (event.type === 'burst.ended') ended.abort(new Error('ended'))
  }
  await app.publishers.events({ burstId, since: 0 }, note, ended.signal)
  return instants
}
