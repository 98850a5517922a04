import { BurstError } from '../../../common/errors.ts'
import { placeOfModel, type NeededModel } from '../../../common/models/needed.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { SEND_WINDOW_BYTES } from '../remote/send-remote.ts'
import type { PostedTransfer } from '../transfer/board.ts'
import {
  MODELS_PROGRAM,
  ModelRefused,
  openInstanceModels,
  partOf,
  type InstanceModels,
  type PlacedModel,
} from '../transfer/instance-models.ts'
import type { Rsync } from '../transfer/rsync/run-rsync.ts'
import type { OpenModel } from '../transfer/model-supply.ts'
import { installProgram } from '../worker/install.ts'
import { laneOf, type BurstContext } from './context.ts'
import { modelPlacesOf } from './lane-shares.ts'

/** The instance's own line is shared by so many downloads; each uses several connections already. */
const FETCHED_AT_ONCE = 3

/** A model that arrives wrong is sent once more from its beginning. */
const SENDS = 2

type Bringing = {
  readonly context: BurstContext
  readonly lane: number
  readonly connection: RemoteConnection
  readonly rsync: Rsync | null
  readonly there: InstanceModels
  readonly signal: AbortSignal
}
type How = 'cached' | 'sent' | 'fetched'

/**
 * Sees to it that an instance has the burst's models, those first that its first pictures need.
 *
 * What it has by hash is only named. What has a source is fetched by the instance itself, while the home line sends the
 * rest, one after the other. Ends when all are there; the worker waits for each picture's own.
 *
 * BurstError where one cannot be had; RemoteError with the connection, and then the next one goes on where it was cut.
 */
export async function bringModels(
  context: BurstContext,
  lane: number,
  { connection, rsync }: { connection: RemoteConnection; rsync: Rsync | null },
  signal: AbortSignal,
): Promise<void> {
  const wanted = byContent(inOrderOfNeed(context, lane))
  if (wanted.length === 0) return
  await installProgram(connection, MODELS_PROGRAM, context.programs.models, signal)
  const there = await openInstanceModels(connection, signal)
  const bringing = { context, lane, connection, rsync, there, signal }
  try {
    const { have, parts } = await there.look(wanted.map(({ sha256 }) => sha256))
    const cached = wanted.filter(({ sha256 }) => sha256 in have)
    for (const model of cached) await there.link(model).then(() => placed(bringing, model, 'cached'))
    const missing = wanted.filter(({ sha256 }) => !(sha256 in have))
    await bringMissing(bringing, missing, parts)
  } catch (error) {
    throw error instanceof ModelRefused ? unavailable(error.message) : error
  } finally {
    there.end()
  }
}

/** One file for each content, with all its names. */
function byContent(models: readonly NeededModel[]): PlacedModel[] {
  const found = new Map<string, { sha256: string; bytes: number; names: string[] }>()
  for (const model of models) {
    const { sha256, bytes } = model
    const entry = found.get(sha256) ?? { sha256, bytes, names: [] }
    if (!entry.names.includes(placeOfModel(model))) entry.names.push(placeOfModel(model))
    found.set(sha256, entry)
  }
  return [...found.values()]
}

/** As the lane's own items come to them; then the others, which it may have to make yet. */
function inOrderOfNeed(context: BurstContext, lane: number): NeededModel[] {
  const { models } = context.recorder.state()
  const brought = new Set(models.map(placeOfModel))
  const first = new Map<string, number>()
  for (const place of modelPlacesOf(context, lane)) {
    if (brought.has(place) && !first.has(place)) first.set(place, first.size)
    if (first.size === brought.size) break
  }
  const rank = (model: NeededModel) => first.get(placeOfModel(model)) ?? models.length
  return models.toSorted((a, b) => rank(a) - rank(b))
}

async function bringMissing(
  bringing: Bringing,
  missing: readonly PlacedModel[],
  parts: Readonly<Record<string, number>>,
): Promise<void> {
  const stop = new AbortController()
  const both = { ...bringing, signal: AbortSignal.any([bringing.signal, stop.signal]) }
  const { promise: fetchesOver, resolve: endOfFetches } = Promise.withResolvers<void>()
  const toFetch = [...missing]
  const toSend: PlacedModel[] = []
  let wake = () => undefined as void

  async function fetchSome(): Promise<void> {
    for (let model = toFetch.shift(); model; model = toFetch.shift()) {
      if (await fetched(both, model)) continue
      toSend.push(model)
      wake()
    }
  }

  async function sendSome(): Promise<void> {
    for (;;) {
      const { promise: news, resolve } = Promise.withResolvers<void>()
      wake = resolve
      const model = nextInOrder(missing, toSend)
      if (model) await sent(both, model, parts[model.sha256] ?? 0)
      else if ((await Promise.race([news.then(() => 'more'), fetchesOver.then(() => 'over')])) === 'over') {
        if (toSend.length === 0) return
      }
    }
  }

  const fetching = Promise.all(Array.from({ length: FETCHED_AT_ONCE }, fetchSome)).finally(endOfFetches)
  try {
    await Promise.all([fetching, sendSome()])
  } finally {
    stop.abort(new Error('another model could not be brought'))
    bringing.there.end()
    await fetching.catch(() => undefined)
  }
}

/** Takes out the one that is needed first. */
function nextInOrder(order: readonly PlacedModel[], waiting: PlacedModel[]): PlacedModel | null {
  const next = order.find(model => waiting.includes(model))
  if (!next) return null
  waiting.splice(waiting.indexOf(next), 1)
  return next
}

/** False where no source gave it: then it has to be sent. */
async function fetched(bringing: Bringing, model: PlacedModel): Promise<boolean> {
  const { context, there, signal } = bringing
  for await (const url of context.models.addressesOf(model.sha256, signal)) {
    const board = postedOn(bringing, model, 'fetch')
    try {
      await there.fetch(model, url, told => showProgress(board, told))
      placed(bringing, model, 'fetched')
      return true
    } catch (error) {
      if (!(error instanceof ModelRefused) || error.code === 'disk-full') throw error
      // The address may be signed: only its host is told.
      context.log(`${model.names[0]} could not be fetched from ${new URL(url).host} (${error.code})`)
    } finally {
      board.end()
    }
  }
  return false
}

async function sent(bringing: Bringing, model: PlacedModel, there: number): Promise<void> {
  const opened = await fileOf(bringing, model)
  const board = postedOn(bringing, model, 'up')
  try {
    for (let tries = 1; ; tries += 1)
      try {
        const from = tries === 1 ? Math.max(0, there - SEND_WINDOW_BYTES) : 0
        return await sendOnce(bringing, model, opened, { from, board })
      } catch (error) {
        if (!(error instanceof ModelRefused) || error.code === 'disk-full' || tries >= SENDS) throw error
        bringing.context.log(`${opened.file} did not arrive as it should (${error.code}) and is sent again`)
      }
  } finally {
    board.end()
    await opened.close()
  }
}

async function fileOf({ context }: Bringing, { sha256, bytes, names }: PlacedModel): Promise<OpenModel> {
  const opened = await context.models.open(sha256).catch((error: unknown) => {
    throw unavailable(`${names[0]} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  })
  if (opened === null)
    throw unavailable(`${names[0]} is not on this computer any more, and no source gave it to the instance.`)
  if (opened.bytes === bytes) return opened
  await opened.close()
  throw unavailable(`${opened.file} has changed since it was scanned.`)
}

async function sendOnce(
  bringing: Bringing,
  model: PlacedModel,
  opened: OpenModel,
  { from, board }: { from: number; board: PostedTransfer },
): Promise<void> {
  const { context, connection, rsync, there, signal } = bringing
  const source = {
    from,
    bytes: model.bytes,
    read: async (position: number, length: number) => {
      await context.upLine.take(length, signal)
      return await opened.read(position, length)
    },
    onArrived: (bytes: number) => board.reached(bytes),
  }
  board.from(from)
  if (rsync) await sendByRsync(bringing, model, opened, { from, board })
  else await connection.sendFile(partOf(model.sha256), source, signal)
  board.change({ way: 'check' })
  await there.keep(model, told => showProgress(board, told))
  placed(bringing, model, 'sent')
}

async function sendByRsync(
  { rsync, context, signal }: Bringing,
  { sha256, bytes }: PlacedModel,
  { file }: OpenModel,
  { from, board }: { from: number; board: PostedTransfer },
): Promise<void> {
  let at = from
  const onMoved = (moved: number) => board.reached(Math.min(bytes, (at += moved)))
  await rsync?.send(file, partOf(sha256), { bytes, line: context.upLine, onMoved, signal })
}

function showProgress(
  board: PostedTransfer,
  { fetched: got, hashed }: { fetched?: number | undefined; hashed?: number | undefined },
): void {
  if (got !== undefined) board.reached(got)
  if (hashed === undefined) return
  board.change({ way: 'check' })
  board.reached(hashed)
}

function postedOn({ context, lane }: Bringing, { names, bytes }: PlacedModel, way: 'up' | 'fetch'): PostedTransfer {
  const burstId = context.recorder.state().id
  return context.board.begin({ burstId, lane, kind: 'model', way, name: names[0] ?? '', bytes, files: 1 })
}

function placed({ context, lane }: Bringing, { sha256 }: PlacedModel, how: How): void {
  if (laneOf(context, lane).models.includes(sha256)) return
  context.recorder.record([{ type: 'lane.model-placed', lane, sha256, how }])
}

function unavailable(message: string): BurstError {
  return new BurstError('failed', [
    {
      code: 'model-unavailable',
      message,
      remedy: 'Scan its folder again with `burst models scan`, then resume the burst.',
    },
  ])
}
