import { z } from 'zod'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import { providerOfOffer } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { NeededModel } from '../../../common/models/needed.ts'
import type { Db } from './database.ts'

/** What is known here of a model volume, beside what its seller says of it. */
const ModelVolume = z.object({
  provider: z.string(),
  volumeId: z.string(),
  /** That proves whose it is; the intent was written down with it. */
  name: z.string(),
  /** As people call it. */
  label: z.string(),
  region: z.string(),
  /** Null where it grows with what is put there. */
  bytes: z.number().nullable(),
  /** Wall clock, ms since 1970. */
  createdAt: z.number(),
  /** Found there by hash when they were last asked for, or put there. */
  models: z.array(NeededModel),
})
export type ModelVolume = z.infer<typeof ModelVolume>

export type WishedVolume = Omit<ModelVolume, 'volumeId' | 'models'>

/** Law 1, for what is paid by the month: before the request leaves. */
export function wishVolume(db: Db, wished: WishedVolume): void {
  db.prepare(
    `INSERT INTO model_volumes (name, provider, label, region, bytes, created_at)
     VALUES (@name, @provider, @label, @region, @bytes, @createdAt)`,
  ).run(wished)
}

/** Its seller has it by this id. */
export function volumeExists(db: Db, name: string, volumeId: string): void {
  db.prepare('UPDATE model_volumes SET volume_id = ? WHERE name = ? AND volume_id IS NULL').run(volumeId, name)
}

/** For one that its seller has removed, or never made. */
export function forgetVolume(db: Db, name: string): void {
  db.prepare('DELETE FROM volume_models WHERE name = ?').run(name)
  db.prepare('DELETE FROM model_volumes WHERE name = ?').run(name)
}

/** The newest first; `volumeId` null where no answer said it yet. */
export function listModelVolumes(db: Db): (Omit<ModelVolume, 'volumeId'> & { readonly volumeId: string | null })[] {
  const models = db
    .prepare<[], Record<string, unknown> & { model: string; name: string }>('SELECT name, model FROM volume_models')
    .all()
  const rows = db
    .prepare<[], Record<string, unknown>>(
      `SELECT name, provider, volume_id AS volumeId, label, region, bytes, created_at AS createdAt
       FROM model_volumes ORDER BY created_at DESC, name`,
    )
    .all()
  return rows.map(row =>
    ModelVolume.extend({ volumeId: z.string().nullable() }).parse({
      ...row,
      models: models.filter(({ name }) => name === row['name']).map(({ model }) => JSON.parse(model) as unknown),
    }),
  )
}

type Placed = Extract<BurstEvent, { type: 'lane.model-placed' }>

/** Writes down what a volume has, in the transaction of the event that says an instance with it has a model. */
export function recordOnVolume(db: Db, state: BurstState, { lane: index, sha256 }: Placed): void {
  const lane = state.lanes[index]
  const volumeId = lane && state.plan.offers[lane.offer]?.volume
  if (!lane || volumeId === undefined) return
  const provider = providerOfOffer(state.plan, lane.offer)
  for (const model of state.models.filter(one => one.sha256 === sha256).slice(0, 1))
    db.prepare(
      `INSERT INTO volume_models (name, sha256, model)
       SELECT name, ?, ? FROM model_volumes WHERE provider = ? AND volume_id = ? ON CONFLICT DO NOTHING`,
    ).run(sha256, JSON.stringify(model), provider, volumeId)
}
