import { instanceIdOf } from '../../../common/bursts/state.ts'
import { SETUP_VERSION } from '../providers/bootstrap/description.ts'
import type { Asked, ImageShelf, KeptImage, Trouble } from '../providers/provider.ts'
import { laneOf, type BurstContext } from './context.ts'

/** How long an image may take, ms on the provider's clock: it is written by the size of the disk, and that is large. */
const LONGEST_MS = 60 * 60_000

/**
 * Keeps the disk of an instance that has made everything, with models and all, as a prepared image.
 *
 * It is known by the instance's own name: after a crash, or a lost answer, it is looked for before it is asked for again.
 * The instance works on until the image can be started from; then the burst has no more use for it.
 */
export async function keepImage(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { recorder } = context
  const provider = context.providerOf(index)
  const { clock, pollMs, createVisibilityMs } = provider.facts
  const shelf = provider.images
  if (shelf === null) return fail(context, index, `${provider.id} keeps no images`)
  const lane = laneOf(context, index)
  if (lane.image === null)
    recorder.record([{ type: 'lane.image-wished', lane: index, name: lane.name }], { durable: true })
  const from = clock.now()
  // Asked for by whoever drove this burst before, it may not be listed yet.
  let askedAt = lane.image === null ? -Infinity : from
  let trouble = 'it was not ready in time'
  while (clock.now() - from < LONGEST_MS) {
    const found = await findImage(shelf, lane.name, signal)
    if (found.kind === 'trouble') trouble = found.trouble.message
    else if (found.value?.state === 'failed') return fail(context, index, 'its seller says that it came to nothing')
    else if (found.value?.state === 'ready') return kept(context, index, found.value)
    else if (found.value === null && clock.now() - askedAt >= createVisibilityMs) {
      const asked = await shelf.keep(instanceIdOf(lane) ?? '', lane.name, signal)
      askedAt = clock.now()
      if (asked.kind === 'trouble' && isFinal(asked.trouble.reason)) return fail(context, index, asked.trouble.message)
      if (asked.kind === 'trouble') trouble = asked.trouble.message
    }
    await clock.sleep(pollMs, signal)
  }
  fail(context, index, trouble)
}

/** By the name; null where none of that name is listed. */
async function findImage(shelf: ImageShelf, name: string, signal: AbortSignal): Promise<Asked<KeptImage | null>> {
  const listed = await shelf.list(signal)
  if (listed.kind === 'trouble') return listed
  return { kind: 'answer', value: listed.value.find(image => image.name === name) ?? null }
}

/** Asking again would bring the same answer. */
function isFinal(reason: Trouble['reason']): boolean {
  return reason === 'bad-answer' || reason === 'auth'
}

function kept({ recorder }: BurstContext, index: number, { id, bytes }: KeptImage): void {
  recorder.record([{ type: 'lane.image-kept', lane: index, imageId: id, bytes, setup: SETUP_VERSION }], {
    durable: true,
  })
}

function fail({ recorder }: BurstContext, index: number, message: string): void {
  recorder.record([{ type: 'lane.image-failed', lane: index, message: message.slice(0, 2000) }], { durable: true })
}
