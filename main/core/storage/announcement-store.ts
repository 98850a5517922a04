import { z } from 'zod'
import { WatchRule } from '../../../common/watchdog/rules.ts'
import type { Db } from './database.ts'

/** Instants in ms on the wall clock. */
const StoredAnnouncement = z.object({
  provider: z.string(),
  instanceId: z.string(),
  rule: WatchRule,
  message: z.string(),
  since: z.number(),
  endsAt: z.number(),
  keptUntil: z.number().nullable(),
})
export type StoredAnnouncement = z.infer<typeof StoredAnnouncement>

/** Ends that were announced and neither came nor were withdrawn: they outlive the engine, so that a countdown goes on. */
export function readAnnouncements(db: Db): StoredAnnouncement[] {
  return db
    .prepare(
      `SELECT provider, instance_id AS instanceId, rule, message, since, ends_at AS endsAt, kept_until AS keptUntil
       FROM announcements ORDER BY since, provider, instance_id, rule`,
    )
    .all()
    .map(row => StoredAnnouncement.parse(row))
}

export function writeAnnouncement(db: Db, announcement: StoredAnnouncement): void {
  db.prepare(
    `INSERT INTO announcements VALUES (@provider, @instanceId, @rule, @message, @since, @endsAt, @keptUntil)
     ON CONFLICT DO UPDATE SET message = excluded.message, since = excluded.since, ends_at = excluded.ends_at, kept_until = excluded.kept_until`,
  ).run(announcement)
}

export function deleteAnnouncement(
  db: Db,
  { provider, instanceId, rule }: Pick<StoredAnnouncement, 'provider' | 'instanceId' | 'rule'>,
): void {
  db.prepare('DELETE FROM announcements WHERE provider = ? AND instance_id = ? AND rule = ?').run(
    provider,
    instanceId,
    rule,
  )
}
