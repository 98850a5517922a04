import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { BurstEvent } from '../../common/bursts/events.ts'
import type { Plan } from '../../common/bursts/plan.ts'
import type { JobSettings, PromptItem } from '../../common/job/job.ts'
import type { Money } from '../../common/money.ts'
import { createListeners } from '../../main/core/bursts/listeners.ts'
import { createRecorder, type Recorder } from '../../main/core/bursts/recorder.ts'
import { eventPublisher } from '../../main/core/handlers/publish-events.ts'
import { createBurstStore } from '../../main/core/storage/burst-store.ts'
import { openDatabase, type Db } from '../../main/core/storage/database.ts'

const ID = '0badcafe'
const PRICE: Money = { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: true }

const PLAN: Plan = {
  provider: 'sandbox',
  offers: [{ offerId: 'h100-gra', gpu: 'H100 80GB', region: 'gra', pricePerHour: PRICE }],
  strategy: 'on-demand',
  spot: false,
  lanes: 1,
  spareLanes: 2,
  estimate: { seconds: 3600, cost: PRICE },
  maxCost: null,
  graceSeconds: 1800,
}

const JOB: JobSettings = {
  version: '1.0',
  job_id: 'bench',
  config: {
    checkpoint: 'sd_xl_base_1.0.safetensors',
    loras: [],
    generation: {
      width: 64,
      height: 64,
      steps: 20,
      cfg_scale: 7,
      sampler: 'euler',
      scheduler: 'normal',
      batch_size: 1,
    },
    upscaler: { enabled: false, model: '', scale: 1 },
  },
}

/** A burst in a database of its own, at the point where its only lane has been given every item. */
export type RecordedBurst = {
  readonly id: string
  readonly db: Db
  readonly recorder: Recorder
  /** The first so many pictures are made and come home. */
  bringHome(pictures: number): void
  /** Follows the record as a face does, from what is recorded next on. */
  follow(onEvent: () => void, signal: AbortSignal): Promise<void>
  /** Its instance is gone and nothing of it is under way. */
  end(): void
  close(): void
}

export function openRecordedBurst(items: number): RecordedBurst {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'burst-bench-'))
  const burst = recordBurst(items, { database: path.join(folder, 'burst.db'), out: folder })
  return {
    ...burst,
    close() {
      burst.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The same in a database that is there for more than this; `out` is where its pictures lie. */
export function recordBurst(items: number, { database, out }: { database: string; out: string }): RecordedBurst {
  const db = openDatabase(database)
  const store = createBurstStore(db)
  const news = createListeners(() => undefined)
  const { state } = store.create(
    { id: ID, job: JOB, source: null, items: promptItems(items) },
    () => ({ type: 'burst.created', kind: 'images', name: 'bench', template: null, out, items, plan: PLAN }),
    { at: Date.now(), clock: Date.now() },
  )
  if (!state) throw new Error('the burst was not created')
  const recorder = createRecorder({
    store,
    initial: state,
    wallNow: Date.now,
    clockNow: Date.now,
    publish: () => news.tell(),
    checkpoint: () => undefined,
  })
  recorder.record(openingOf(items))
  const publish = eventPublisher({ store, service: { idOf: id => id, onEvents: listener => news.add(listener) } })
  return {
    id: ID,
    db,
    recorder,
    bringHome(pictures) {
      for (let from = 0; from < pictures; from += AT_ONCE)
        recorder.record(homeComing(from, Math.min(pictures, from + AT_ONCE)))
    },
    follow: (onEvent, signal) => publish({ burstId: ID, since: recorder.state().lastSeq }, onEvent, signal),
    end: () => recorder.record(ENDING),
    close: () => void db.close(),
  }
}

const ENDING: readonly BurstEvent[] = [
  { type: 'lane.drained', lane: 0 },
  { type: 'lane.closing', lane: 0, reason: 'done', message: null },
  { type: 'lane.gone', lane: 0, billedSeconds: 3600, cost: PRICE },
  { type: 'burst.ended', outcome: 'completed', message: null },
]

function openingOf(items: number): BurstEvent[] {
  return [
    { type: 'lane.intended', lane: 0, attempt: 'a', name: 'bench', offer: 0, pricePerHour: PRICE, endBy: Date.now() },
    { type: 'lane.created', lane: 0, instanceId: 'bench' },
    { type: 'lane.running', lane: 0, billedFrom: Date.now() },
    { type: 'lane.connected', lane: 0 },
    { type: 'lane.leased', lane: 0, share: '0-0', items: [[0, items - 1]] },
    { type: 'lane.delivered', lane: 0, share: '0-0' },
    { type: 'lane.ready', lane: 0, comfyui: '0.3' },
  ]
}

/** As many as a busy journal tells at once. */
const AT_ONCE = 100

function homeComing(from: number, to: number): BurstEvent[] {
  const sha256 = 'a'.repeat(64)
  return Array.from({ length: to - from }, (_, offset) => from + offset).flatMap((item): BurstEvent[] => [
    { type: 'item.made', lane: 0, item, attempt: 1, file: { path: 'p', bytes: 1, sha256 }, gpu: null },
    { type: 'item.verified', lane: 0, item, bytes: 1, sha256, adopted: false },
  ])
}

/** What a picture is called in the burst's folder. */
export function pictureFile(item: number): string {
  return `view_${String(item).padStart(5, '0')}.png`
}

function* promptItems(count: number): Generator<PromptItem> {
  for (let index = 0; index < count; index += 1)
    yield {
      id: `p${index}`,
      prompt: `a lighthouse, view ${index}`,
      negative_prompt: 'blurry',
      seed: 1000 + index,
      filename: pictureFile(index),
      variations: { Light: `light ${index % 12}`, Place: `place ${index % 40}` },
    }
}
