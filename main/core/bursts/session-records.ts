import path from 'node:path'
import {
  manifestPieces,
  manifestStatusOf,
  manifestTimestamp,
  type ManifestStatus,
} from '../../../common/bursts/manifest.ts'
import { laneOfferOf, receiptOf } from '../../../common/bursts/receipt.ts'
import { SessionSource } from '../../../common/bursts/session-source.ts'
import { remainingItems, type BurstState } from '../../../common/bursts/state.ts'
import { summarize } from '../../../common/bursts/summary.ts'
import type { ProviderFacts } from '../providers/provider.ts'
import type { BurstStore } from '../storage/burst-store.ts'
import type { HomeFiles } from '../transfer/home-files.ts'
import { outcomeOf } from './decide.ts'

export type SessionPorts = {
  readonly files: HomeFiles
  readonly store: BurstStore
  readonly billing: ProviderFacts['billing']
}

/** Pieces are written together up to about this many characters: one write a picture would be 38,000. */
const BLOCK_LENGTH = 64 * 1024

/** Writes `manifest.json` as the burst stands. Written again from the same state it is the same file. */
export async function writeManifest(ports: SessionPorts, state: BurstState, status: ManifestStatus): Promise<void> {
  const { store, files } = ports
  const pieces = manifestPieces({
    source: SessionSource.parse(store.source(state.id)),
    job: store.job(state.id),
    timestamp: manifestTimestamp(new Date(state.createdAt)),
    status,
    list: state.items,
    items: () => store.items(state.id),
  })
  await files.writeRecord(path.join(state.out, 'manifest.json'), inBlocks(pieces))
}

/** Writes what the session leaves behind, at the end of the burst and before that end is recorded. */
export async function writeSessionRecords(ports: SessionPorts, state: BurstState): Promise<void> {
  await writeManifest(ports, state, manifestStatusOf(outcomeOf(state).outcome, remainingItems(state)))
  const summary = summarize(
    { ...state, ended: { ...state.last, ...outcomeOf(state) } },
    {
      clockNow: state.last.clock,
      billing: ports.billing,
      promptIdOf: item => ports.store.item(state.id, item).id,
    },
  )
  const receipt = receiptOf(
    summary,
    state.lanes.map(lane => laneOfferOf(state.plan, lane.offer)),
  )
  await ports.files.writeRecord(path.join(state.out, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`)
}

function* inBlocks(pieces: Iterable<string>): Generator<string> {
  let block = ''
  for (const piece of pieces) {
    block += piece
    if (block.length < BLOCK_LENGTH) continue
    yield block
    block = ''
  }
  if (block !== '') yield block
}
