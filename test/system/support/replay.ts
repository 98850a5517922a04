import path from 'node:path'
import type { BurstState } from '../../../common/bursts/state.ts'
import { openDatabase } from '../../../main/core/storage/database.ts'
import { createBurstStore } from '../../../main/core/storage/burst-store.ts'

export type Picture = { item: number; bytes: number; sha256: string }

/** A burst's state built from its record alone, and the pictures that its events call verified. */
export function replay(homeRoot: string, burstId: string): { state: BurstState; pictures: Picture[] } {
  const db = openDatabase(path.join(homeRoot, 'burst.db'))
  try {
    const store = createBurstStore(db)
    const state = store.load(burstId)
    if (!state) throw new Error(`no burst ${burstId}`)
    const pictures: Picture[] = []
    for (const { event } of store.events({ burstId, since: 0, limit: -1 }))
      if (event.type === 'item.verified') pictures.push({ item: event.item, bytes: event.bytes, sha256: event.sha256 })
    return { state, pictures }
  } finally {
    db.close()
  }
}
