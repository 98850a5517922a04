import type { Handlers, Publishers, SourcesOfModel } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { FOLDERS, type LibraryModel, type ListedModel } from '../../../common/models/model.ts'
import { resolveModel } from '../../../common/models/resolve.ts'
import { parseSource, sourceText } from '../../../common/models/source.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

/** A scan tells of every 64 MB; nobody reads faster than this, real ms. */
const TELL_MS = 200

/** As much of a hash as is shown anywhere. */
const SHORTEST_HASH = 8

type Needed = Pick<Parts, 'models' | 'sources' | 'service'>

export function modelHandlers({ models, sources, service }: Needed) {
  const listed = (model: LibraryModel): SourcesOfModel => ({
    sha256: model.sha256,
    name: model.name,
    sources: sources.of(model.sha256).map(sourceText),
  })

  return {
    'models.list': async () => listOf({ models, sources, service }),
    'models.scan': async ({ dir }) => {
      await models.scan(dir ?? null)
      return { folders: models.folders() }
    },
    'models.sources': async ({ model }) => {
      if (model !== undefined) return [listed(meant(models.list(), model))]
      return byContent(models.list())
        .map(listed)
        .filter(({ sources: known }) => known.length > 0)
    },
    'models.addSource': async ({ model, source }) => {
      const found = meant(models.list(), model)
      sources.add(found.sha256, parseSource(source))
      models.changed()
      return listed(found)
    },
    'models.removeSource': async ({ model, source }) => {
      const found = meant(models.list(), model)
      if (!sources.remove(found.sha256, parseSource(source)))
        throw usage('no-such-source', `${found.name} has no source ${source}.`, 'See `burst models source`.')
      models.changed()
      return listed(found)
    },
    'models.findSources': async ({ model }, signal) => {
      const asked =
        model === undefined
          ? byContent(models.list()).filter(({ sha256 }) => sources.of(sha256).length === 0)
          : [meant(models.list(), model)]
      const found: SourcesOfModel[] = []
      // One after the other: a site is not stormed with a library.
      for (const each of asked) {
        const source = await sources.findOnCivitai(each.sha256, signal)
        if (source === null) continue
        sources.add(each.sha256, source)
        found.push(listed(each))
      }
      models.changed()
      return { asked: asked.length, found }
    },
  } satisfies Partial<Handlers>
}

function listOf({ models, sources, service }: Needed): ListedModel[] {
  const known = new Map<string, string[]>()
  for (const { sha256, source } of sources.all()) known.set(sha256, [...(known.get(sha256) ?? []), sourceText(source)])
  const there = service.modelsOnInstances()
  return models.list().map(model => ({
    ...model,
    sources: known.get(model.sha256) ?? [],
    instances: there.get(model.sha256) ?? [],
  }))
}

function byContent(library: readonly LibraryModel[]): LibraryModel[] {
  return [...new Map(library.map(model => [model.sha256, model])).values()]
}

/** The one model that somebody means. BurstError of kind `usage` for none, or for several that are not the same. */
function meant(library: readonly LibraryModel[], given: string): LibraryModel {
  const byHash = /^[0-9a-f]+$/i.test(given) && given.length >= SHORTEST_HASH
  const hashed = byHash ? library.filter(({ sha256 }) => sha256.startsWith(given.toLowerCase())) : []
  const named = Object.values(FOLDERS).flatMap(folder => {
    const resolved = resolveModel(library, { folder: folder ?? '', name: given })
    return resolved.kind === 'found' ? [resolved.model] : resolved.kind === 'ambiguous' ? resolved.models : []
  })
  const found = byContent([...hashed, ...named])
  const [one] = found
  if (!one) throw usage('no-such-model', `No model of the library is called ${given}.`, 'See `burst models`.')
  if (found.length > 1)
    throw usage(
      'model-ambiguous',
      `${given} may be ${found.map(({ file }) => file).join(' or ')}.`,
      'Write its folder before it, or use its hash.',
    )
  return one
}

function usage(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}

/** The library as it is, then how a scan goes on; the models themselves again when they are others. */
export function modelPublisher(parts: Needed & Pick<Parts, 'rest'>): Publishers['models'] {
  const { models, service, rest } = parts
  return async (_, publish, signal) => {
    const news = createWakeup(signal)
    const removes = [
      models.onChange(() => news.call()),
      service.onEvents(records => {
        if (records.some(({ event }) => event.type === 'lane.model-placed' || event.type === 'lane.gone')) news.call()
      }),
    ]
    try {
      let list = listOf(parts)
      let told = JSON.stringify(list)
      let results = models.news().results
      await publish({ models: list, folders: models.folders(), ...models.news() })
      while (!signal.aborted) {
        await news.wait()
        await rest(TELL_MS, signal).catch(() => undefined)
        if (signal.aborted) return
        const now = models.news()
        // While a scan runs the list is left alone: it would be told again with every file.
        const isDue = now.scan === null || now.results !== results
        if (isDue) list = listOf(parts)
        const text = isDue ? JSON.stringify(list) : told
        const isNew = text !== told || now.results !== results
        told = text
        results = now.results
        await publish({ models: isNew ? list : null, folders: models.folders(), ...now })
      }
    } finally {
      for (const remove of removes) remove()
    }
  }
}
