import { listModelVolumes, volumeExists, type ModelVolume } from '../storage/model-volumes.ts'
import type { Db } from '../storage/database.ts'
import type { Identity } from '../watchdog/names.ts'
import { askAll } from './answers.ts'
import type { KeptVolume, Provider } from './provider.ts'

export type VolumeThere = { readonly provider: string; readonly kept: KeptVolume; readonly volume: ModelVolume }

type Needed = { readonly db: Db; readonly identity: Pick<Identity, 'whoseIs'>; readonly wallNow: () => number }

/**
 * Volumes of this installation that sellers have now, by their names, with what is known of them here. One whose making got
 * no answer is known from here on; one that this home has forgotten, or never knew, holds nothing as far as anybody knows.
 */
export async function volumesThere({ db, identity, wallNow }: Needed, asked: readonly Provider[], signal: AbortSignal) {
  const keepers = asked.filter(({ volumes }) => volumes !== null)
  const { values, answers } = await askAll(
    keepers,
    wallNow,
    async ({ id, volumes }, bounded) => {
      const answer = volumes ? await volumes.list(bounded) : { kind: 'answer' as const, value: [] }
      if (answer.kind === 'trouble') return answer
      return { kind: 'answer' as const, value: answer.value.map(kept => ({ provider: id, kept })) }
    },
    signal,
  )
  const ours = values.flat().filter(({ kept }) => identity.whoseIs(kept.name).whose === 'ours')
  const known = new Map(listModelVolumes(db).map(volume => [volume.name, volume]))
  for (const { kept } of ours) if (known.get(kept.name)?.volumeId === null) volumeExists(db, kept.name, kept.id)
  const there = ours.map(({ provider, kept }): VolumeThere => {
    const { id, name, region, bytes } = kept
    const said = known.get(name)
    const { label = name, createdAt = 0, models = [] } = said ?? {}
    // What grows says how much is used, and that is no limit.
    const room = said ? said.bytes : bytes
    return {
      provider,
      kept,
      volume: { provider, volumeId: id, name, label, region, bytes: room, createdAt, models },
    }
  })
  return { there, answers }
}
