import type { Handlers, VolumeView } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireMoney } from '../../../common/money.ts'
import { refuseIfStopped } from '../bursts/create-burst.ts'
import { mountedVolumes, volumeKey } from '../bursts/volume-offers.ts'
import { loadJob } from '../jobs/load-job.ts'
import { answerOf, withDeadline } from '../providers/answers.ts'
import type { Provider, VolumeShelf } from '../providers/provider.ts'
import { volumesThere, type VolumeThere } from '../providers/usable-volumes.ts'
import { inTransaction } from '../storage/database.ts'
import { forgetVolume, listModelVolumes, volumeExists, wishVolume } from '../storage/model-volumes.ts'
import type { Parts } from './parts.ts'
import { createVolumeAdvice, modelsNeeded, sizeFor } from './volume-advice.ts'

/** How long a seller may take to show a volume whose making got no answer, ms: then it is taken never to have been made. */
const VISIBLE_AFTER_MS = 10 * 60_000

type Needed = Pick<
  Parts,
  'db' | 'providers' | 'identity' | 'service' | 'settings' | 'jobs' | 'models' | 'sources' | 'latch' | 'wallNow'
>

export function volumeHandlers(parts: Needed) {
  const { db, providers, identity, service, jobs, models, latch, wallNow } = parts
  const isAwaited = ({ volumeId, createdAt }: ReturnType<typeof listModelVolumes>[number]) =>
    volumeId === null && wallNow() < createdAt + VISIBLE_AFTER_MS
  const inUse = () => mountedVolumes(service.unfinished())

  return {
    'volumes.list': async (_none, signal) => {
      const { there, answers } = await volumesThere(parts, providers.all(), signal)
      const mounted = inUse()
      const answered = new Set(answers.flatMap(({ provider, ok }) => (ok ? [provider] : [])))
      const seen = new Set(there.map(({ kept }) => kept.name))
      const others = listModelVolumes(db).filter(({ name, provider }) => !seen.has(name) && answered.has(provider))
      return {
        volumes: [
          ...there.map(one => viewOf(one, mounted)),
          ...others.map((known): VolumeView => {
            const { provider, volumeId: id, name, label, region, bytes, createdAt } = known
            const state = isAwaited(known) ? 'unknown' : 'missing'
            const what = { provider, id, name, label, region, state, bytes, pricePerMonth: null } as const
            return { ...what, models: modelsOf(known.models), createdAt: new Date(createdAt).toISOString() }
          }),
        ],
        providers: answers,
      }
    },
    'volumes.propose': createVolumeAdvice(parts),
    'volumes.price': async ({ provider: name, region, gigabytes, source }, signal) => {
      const { provider, shelf } = sellerOf(providers.chosen(name))
      const job = source ? await loadJob(source, jobs) : null
      const bytes = gigabytes === undefined ? job && sizeFor(shelf, modelsNeeded(job, models.list())) : gigabytes * 1e9
      if (bytes === null) throw sizeUnknown()
      checkSize(provider, shelf, bytes)
      const price = answerOf(
        provider,
        await withDeadline(async at => await shelf.pricePerMonth({ region, bytes }, at), signal),
      )
      return { provider: provider.id, region, bytes, pricePerMonth: price && toWireMoney(price) }
    },
    'volumes.create': async ({ provider: name, region, bytes, label: called }, signal) => {
      const { provider, shelf } = sellerOf(providers.chosen(name))
      checkSize(provider, shelf, bytes)
      const volumeName = identity.instanceName(identity.newAttempt())
      const label = called ?? `${provider.id}-${region}`
      const wished = { name: volumeName, provider: provider.id, label, region, bytes: shelf.size ? bytes : null }
      inTransaction(db, { durable: true }, () => {
        wishVolume(db, { ...wished, createdAt: wallNow() })
        refuseIfStopped(() => latch.isSet())
      })
      const made = await shelf.create({ name: volumeName, region, bytes }, signal).catch((error: unknown) => ({
        kind: 'unknown' as const,
        message: error instanceof Error ? error.message : String(error),
      }))
      if (made.kind === 'unknown') throw answerLost(provider, made.message)
      if (made.kind === 'rejected') {
        forgetVolume(db, volumeName)
        throw new BurstError('provider', [
          {
            code: 'volume-refused',
            message: `${provider.id} made no volume: ${made.message}.`,
            remedy: 'Ask for another size or region. Nothing is billed.',
          },
        ])
      }
      volumeExists(db, volumeName, made.volumeId)
      return { provider: provider.id, id: made.volumeId, label }
    },
    'volumes.delete': async ({ volume: wanted }, signal) => {
      const { there } = await volumesThere(parts, providers.all(), signal)
      const known = listModelVolumes(db)
      const found = volumeCalled(wanted, there, known)
      if (found.id !== null && inUse().has(volumeKey({ provider: found.provider, volumeId: found.id })))
        throw new BurstError('refused', [
          {
            code: 'volume-in-use',
            message: `${found.label} is mounted by an instance of a burst that is not over.`,
            remedy: 'Wait for it to end, or `burst finish` it. Nothing was deleted.',
          },
        ])
      if (known.some(one => one.name === found.name && isAwaited(one)))
        throw new BurstError('refused', [
          {
            code: 'volume-not-seen',
            message: `${found.provider} has not shown ${found.label} yet: it may still come to be, and cost.`,
            remedy:
              'Delete it as soon as `burst volumes list` shows it, or forget it in ten minutes. Nothing was deleted.',
          },
        ])
      const provider = providers.of(found.provider)
      const { id } = found
      const shelf = provider?.volumes
      if (provider && shelf && id !== null)
        answerOf(provider, await withDeadline(async bounded => await shelf.remove(id, bounded), signal))
      forgetVolume(db, found.name)
      return { provider: found.provider, label: found.label }
    },
  } satisfies Partial<Handlers>
}

type Named = { readonly provider: string; readonly id: string | null; readonly name: string; readonly label: string }

/** The one that is meant by its id, its name or what people call it; BurstError where that is none, or several. */
export function volumeCalled(
  wanted: string,
  there: readonly Pick<VolumeThere, 'provider' | 'kept' | 'volume'>[],
  known: ReturnType<typeof listModelVolumes>,
): Named {
  const all = new Map<string, Named>()
  for (const { provider, volumeId: id, name, label } of known) all.set(name, { provider, id, name, label })
  for (const { provider, kept, volume } of there)
    all.set(kept.name, { provider, id: kept.id, name: kept.name, label: volume.label })
  const [found, ...others] = [...all.values()].filter(one => [one.id, one.name, one.label].includes(wanted))
  if (!found)
    throw new BurstError('usage', [
      {
        code: 'no-such-volume',
        message: `No provider has a model volume ${wanted} of this installation.`,
        remedy: '`burst volumes list` shows what there is.',
      },
    ])
  if (others.length === 0) return found
  const ids = [found, ...others].map(({ id, name, provider }) => `${id ?? name} at ${provider}`).join(', ')
  throw new BurstError('usage', [
    {
      code: 'several-volumes',
      message: `${others.length + 1} volumes are called ${wanted}: ${ids}.`,
      remedy: 'Say which by its id. Nothing was deleted.',
    },
  ])
}

function viewOf({ provider, kept, volume }: VolumeThere, mounted: ReadonlySet<string>): VolumeView {
  const { id, name, region, pricePerMonth } = kept
  return {
    provider,
    id,
    name,
    label: volume.label,
    region,
    state: mounted.has(volumeKey(volume)) ? 'in-use' : 'ready',
    bytes: volume.bytes,
    pricePerMonth: pricePerMonth && toWireMoney(pricePerMonth),
    models: modelsOf(volume.models),
    createdAt: volume.createdAt === 0 ? null : new Date(volume.createdAt).toISOString(),
  }
}

const modelsOf = (models: readonly { name: string; sha256: string; bytes: number }[]) =>
  models.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }))

function sellerOf([provider, ...others]: readonly [Provider, ...Provider[]]) {
  const shelf = provider.volumes
  if (shelf && others.length === 0) return { provider, shelf }
  throw new BurstError('usage', [
    {
      code: 'no-volumes',
      message:
        others.length > 0 ? 'A volume is made at one provider.' : `${provider.id} has no volumes that would serve.`,
      remedy: 'Name one with --provider: runpod, lambda, ovh, or sandbox to practise.',
    },
  ])
}

function checkSize({ id }: Provider, { size }: VolumeShelf, bytes: number): void {
  if (size === null || (bytes >= size.least && bytes <= size.most)) return
  throw new BurstError('usage', [
    {
      code: 'volume-size',
      message: `${Math.ceil(bytes / 1e9)} GB is no size for a volume at ${id}.`,
      remedy: `Ask for ${Math.ceil(size.least / 1e9)} to ${Math.floor(size.most / 1e9)} GB with --gb.`,
    },
  ])
}

function sizeUnknown(): BurstError {
  return new BurstError('usage', [
    {
      code: 'volume-size-unknown',
      message: 'How large the volume should be is not said.',
      remedy: 'Say it with --gb, or name a template whose models `burst models scan` has found.',
    },
  ])
}

function answerLost({ id }: Provider, message: string): BurstError {
  return new BurstError('provider', [
    {
      code: 'volume-unknown',
      message: `${id} did not say whether it made the volume: ${message}. It may exist and cost.`,
      remedy: '`burst volumes list` shows it as soon as its seller does; then delete it, or use it.',
    },
  ])
}
