import { z } from 'zod'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import { providerOfOffer } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { NeededModel } from '../../../common/models/needed.ts'
import type { Db } from './database.ts'

/** What is known here of a prepared image, beside what its seller says of it. */
const PreparedImage = z.object({
  provider: z.string(),
  imageId: z.string(),
  name: z.string(),
  /** As people call it. */
  label: z.string(),
  region: z.string(),
  gpu: z.string(),
  /** Of the set-up that it was made by: another one would not be what this Burst expects on a machine. */
  setup: z.string(),
  models: z.array(NeededModel),
  bytes: z.number().nullable(),
  burstId: z.string(),
  /** Wall clock, ms since 1970. */
  createdAt: z.number(),
})
export type PreparedImage = z.infer<typeof PreparedImage>

type Kept = Extract<BurstEvent, { type: 'lane.image-kept' }>

/** Writes an image down in the transaction of the event that says it is kept. */
export function recordImage(db: Db, at: number, state: BurstState, event: Kept): void {
  const lane = state.lanes[event.lane]
  const offer = lane && state.plan.offers[lane.offer]
  if (!lane || !offer) return
  db.prepare(
    `INSERT INTO prepared_images (provider, image_id, name, label, region, gpu, setup, models, bytes, burst_id, created_at)
     VALUES (@provider, @imageId, @name, @label, @region, @gpu, @setup, @models, @bytes, @burstId, @at) ON CONFLICT DO NOTHING`,
  ).run({
    provider: providerOfOffer(state.plan, lane.offer),
    imageId: event.imageId,
    name: lane.name,
    label: state.plan.keepsImage ?? lane.name,
    region: offer.region,
    gpu: offer.gpu,
    setup: event.setup,
    models: JSON.stringify(state.models.filter(({ sha256 }) => lane.models.includes(sha256))),
    bytes: event.bytes,
    burstId: state.id,
    at,
  })
}

/** The newest first. */
export function listPreparedImages(db: Db): PreparedImage[] {
  const rows = db
    .prepare<[], Record<string, unknown> & { models: string }>(
      `SELECT provider, image_id AS imageId, name, label, region, gpu, setup, models, bytes, burst_id AS burstId, created_at AS createdAt
       FROM prepared_images ORDER BY created_at DESC, image_id`,
    )
    .all()
  return rows.map(row => PreparedImage.parse({ ...row, models: JSON.parse(row.models) as unknown }))
}

/** For one that its seller has removed. */
export function forgetImage(db: Db, provider: string, imageId: string): void {
  db.prepare('DELETE FROM prepared_images WHERE provider = ? AND image_id = ?').run(provider, imageId)
}
