import type { Handlers, ImageView } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireMoney } from '../../../common/money.ts'
import { answerOf, askAll, withDeadline } from '../providers/answers.ts'
import { SETUP_VERSION } from '../providers/bootstrap/description.ts'
import type { KeptImage, Provider } from '../providers/provider.ts'
import { forgetImage, listPreparedImages, type PreparedImage } from '../storage/prepared-images.ts'
import type { Parts } from './parts.ts'

type Named = { readonly provider: string; readonly id: string; readonly name: string }
type Needed = Pick<Parts, 'db' | 'providers' | 'identity' | 'wallNow'>

export function imageHandlers({ db, providers, identity, wallNow }: Needed) {
  /** Of ours; what else is on the account is a leftover, and nobody starts from it. */
  const ours = ({ name }: KeptImage) => identity.whoseIs(name).whose === 'ours'

  async function listed(signal: AbortSignal) {
    const keepers = providers.all().filter(({ images }) => images !== null)
    const { values, answers } = await askAll(
      keepers,
      wallNow,
      async (provider, bounded) => await keptAt(provider, bounded),
      signal,
    )
    return { kept: values.flat().filter(({ image }) => ours(image)), answers }
  }

  return {
    'images.list': async (_none, signal) => {
      const known = listPreparedImages(db)
      const { kept, answers } = await listed(signal)
      const answered = new Set(answers.flatMap(({ provider, ok }) => (ok ? [provider] : [])))
      const there = kept.map(({ provider, image }) => {
        return imageView(
          provider,
          image,
          known.find(one => one.provider === provider && one.imageId === image.id),
        )
      })
      const isThere = (one: PreparedImage) =>
        there.some(({ provider, id }) => provider === one.provider && id === one.imageId)
      const missing = known.filter(one => !isThere(one) && answered.has(one.provider)).map(missingView)
      return { images: [...there, ...missing], providers: answers }
    },
    'images.delete': async ({ image: wanted }, signal) => {
      const { kept } = await listed(signal)
      const found = imageCalled(wanted, kept, listPreparedImages(db))
      const provider = providers.of(found.provider)
      if (!provider?.images) throw noSuchImage(wanted)
      const shelf = provider.images
      answerOf(provider, await withDeadline(async bounded => await shelf.remove(found.id, bounded), signal))
      forgetImage(db, found.provider, found.id)
      return { provider: found.provider, id: found.id }
    },
  } satisfies Partial<Handlers>
}

/**
 * The image that is meant by its id, its name, or what people call it: of what sellers keep, and of what only this home still
 * knows. BurstError `no-such-image`, or `several-images` where people gave a name twice: what is deleted is never guessed.
 */
export function imageCalled(
  wanted: string,
  kept: readonly { readonly provider: string; readonly image: Pick<KeptImage, 'id' | 'name'> }[],
  known: readonly PreparedImage[],
): Named {
  const all: Named[] = [
    ...kept.map(({ provider, image: { id, name } }) => ({ provider, id, name })),
    ...known.map(({ provider, imageId, name }) => ({ provider, id: imageId, name })),
  ]
  const isLabelled = ({ provider, id }: Named) =>
    known.some(one => one.label === wanted && one.provider === provider && one.imageId === id)
  const matching = all.filter(one => one.id === wanted || one.name === wanted || isLabelled(one))
  const [found, ...others] = new Map(matching.map(one => [`${one.provider} ${one.id}`, one])).values()
  if (!found) throw noSuchImage(wanted)
  if (others.length > 0) throw severalImages(wanted, [found, ...others])
  return found
}

/** What a provider keeps, with its name. */
export async function keptAt(provider: Provider, signal: AbortSignal) {
  const answer = provider.images ? await provider.images.list(signal) : { kind: 'answer' as const, value: [] }
  if (answer.kind === 'trouble') return answer
  return { kind: 'answer' as const, value: answer.value.map(image => ({ provider: provider.id, image })) }
}

function imageView(provider: string, image: KeptImage, known: PreparedImage | undefined): ImageView {
  const { id, name, region, state, bytes, pricePerMonth } = image
  return {
    provider,
    id,
    name,
    region,
    state,
    bytes,
    pricePerMonth: pricePerMonth && toWireMoney(pricePerMonth),
    ...knownOf(known),
    usable: state === 'ready' && known?.setup === SETUP_VERSION,
  }
}

/** Deleted elsewhere: it costs nothing and can be forgotten. */
function missingView(known: PreparedImage): ImageView {
  const { provider, imageId, name, region } = known
  const gone = { state: 'missing' as const, bytes: null, pricePerMonth: null, usable: false }
  return { provider, id: imageId, name, region, ...gone, ...knownOf(known) }
}

function knownOf(known: PreparedImage | undefined) {
  return {
    label: known?.label ?? null,
    setup: known?.setup ?? null,
    models: known?.models.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })) ?? [],
    createdAt: known ? new Date(known.createdAt).toISOString() : null,
  }
}

function severalImages(wanted: string, images: readonly Named[]): BurstError {
  const ids = images.map(({ provider, id }) => `${id} at ${provider}`).join(', ')
  return new BurstError('usage', [
    {
      code: 'several-images',
      message: `${images.length} images are called ${wanted}: ${ids}.`,
      remedy: 'Say which by its id. Nothing was deleted.',
    },
  ])
}

function noSuchImage(wanted: string): BurstError {
  return new BurstError('usage', [
    {
      code: 'no-such-image',
      message: `No provider keeps an image ${wanted} of this installation.`,
      remedy: '`burst images list` shows what there is.',
    },
  ])
}
