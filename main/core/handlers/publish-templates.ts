import type { ListedTemplate, Publishers } from '../../../common/contract.ts'
import type { TemplateListing } from '../templates/library.ts'
import { watchFolders } from '../templates/watch-folders.ts'
import type { Parts } from './parts.ts'
import { entryOf } from './templates.ts'
import { createWakeup } from './wakeup.ts'

/** Editors write a file in several steps, and a folder is copied file by file, real ms. */
const SETTLE_MS = 300
/** Whether other folders are to be looked at, and what a watcher may have missed, real ms. */
const AGAIN_MS = 5000

/** The templates of the library as they are, then what changes, until the signal aborts. */
export function templatePublisher({
  jobs,
  library,
  rest,
  log,
}: Pick<Parts, 'jobs' | 'library' | 'rest' | 'log'>): Publishers['templates'] {
  const folders = () => jobs.folders().map(folder => folder.path)
  return async (_, publish, signal) => {
    const over = new AbortController()
    const stop = AbortSignal.any([signal, over.signal])
    const news = createWakeup(stop)
    let watched = folders()
    let watcher = watching(watched)
    function watching(of: readonly string[]) {
      return watchFolders(
        of,
        () => news.call(),
        error => log('the template library cannot be watched', error),
      )
    }
    const ticking = tick()
    async function tick(): Promise<void> {
      while (!stop.aborted) {
        await rest(AGAIN_MS, stop).catch(() => undefined)
        news.call()
      }
    }
    try {
      let known = await library.list(watched)
      await publish({ type: 'snapshot', templates: known.map(listedOf) })
      while (!signal.aborted) {
        await news.wait()
        await rest(SETTLE_MS, signal).catch(() => undefined)
        if (folders().join('\n') !== watched.join('\n')) {
          await watcher.close()
          watched = folders()
          watcher = watching(watched)
        }
        const now = await library.list(watched)
        const change = changeOf(known, now)
        known = now
        if (change !== null && !stop.aborted) await publish(change)
      }
    } finally {
      over.abort()
      await watcher.close()
      await ticking
    }
  }
}

function changeOf(before: readonly TemplateListing[], now: readonly TemplateListing[]) {
  const versions = new Map(before.map(({ path, version }) => [path, version]))
  const templates = now.filter(({ path, version }) => versions.get(path) !== version).map(listedOf)
  const there = new Set(now.map(({ path }) => path))
  const gone = before.map(({ path }) => path).filter(path => !there.has(path))
  return templates.length === 0 && gone.length === 0 ? null : { type: 'changed' as const, templates, gone }
}

function listedOf(listing: TemplateListing): ListedTemplate {
  const { version, variations, warnings, problems, prompts } = listing
  return { ...entryOf(listing), version, variations, warnings, problems, prompts: [...prompts] }
}
