import { SETTINGS, type SettingKey, type Settings } from '../../../common/settings.ts'
import type { Db } from './database.ts'

/** Reads every setting: what was set, else its default. A stored value that no longer parses counts as not set. */
export function readSettings(db: Db): Settings {
  const rows = db.prepare('SELECT key, value FROM settings').all() as { key: string; value: string }[]
  const stored = new Map(rows.map(row => [row.key, row.value]))
  const read = (key: SettingKey): unknown => {
    const text = stored.get(key)
    const parsed = text === undefined ? null : SETTINGS[key].schema.safeParse(JSON.parse(text))
    return parsed?.success ? parsed.data : SETTINGS[key].default
  }
  return Object.fromEntries(Object.keys(SETTINGS).map(key => [key, read(key as SettingKey)])) as Settings
}

/** Stores one setting; the value has passed its schema. */
export function writeSetting(db: Db, key: SettingKey, value: unknown): void {
  db.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(
    key,
    JSON.stringify(value),
  )
}
