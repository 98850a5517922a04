import process from 'node:process'
import { parseArgs } from 'node:util'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { toWireError } from '../../common/wire-errors.ts'
import { APP_ROOT } from '../core/app-root.ts'
import { openEngine } from '../core/engine/open.ts'
import { homeAt } from '../core/home.ts'
import { openLog } from '../core/log.ts'
import { createThumbs } from '../core/pictures/thumbs.ts'
import { makeThumbsAhead } from '../core/pictures/thumbs-ahead.ts'
import { builtPage } from './built-page.ts'
import { servePage } from './serve-page.ts'

/**
 * The web face as a process of its own: says on stdout, in one JSON line each, where the page is and what was left
 * unfinished. It ends when its stdin does, so that it never outlives whoever started it.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { home: { type: 'string' }, port: { type: 'string' } } })
  if (values.home === undefined) throw new Error('--home is missing')
  const home = homeAt(values.home)
  const folder = builtPage(APP_ROOT)
  const log = openLog(home.log, Date.now)
  const face = await openEngine({ home, mode: 'drive', env: process.env })
  const thumbs = createThumbs(home.thumbs)
  const leaving = new AbortController()
  const ahead = makeThumbsAhead({ api: face.api, thumbs, log }, AbortSignal.any([face.stopped, leaving.signal]))
  try {
    const page = await servePage({
      api: face.api,
      folder,
      port: Number(values.port ?? 0),
      thumbs,
      log,
    })
    say({ url: page.url })
    await Promise.race([stdinEnded(), interrupted(), aborted(face.stopped)])
    await page.close()
    say({ unfinished: face.owned && !face.stopped.aborted ? await countUnfinished(face.api) : 0 })
  } finally {
    leaving.abort()
    await ahead
    await face.close()
  }
}

async function countUnfinished(api: { call(name: 'bursts.list', input: undefined): Promise<BurstSummary[]> }) {
  const bursts = await api.call('bursts.list', undefined)
  return bursts.filter(({ endedAt, state }) => endedAt === null && state !== 'paused').length
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function stdinEnded(): Promise<void> {
  process.stdin.resume()
  await new Promise<void>(resolve => process.stdin.once('close', () => resolve()))
}

/** A terminal sends its Ctrl-C also to whoever started this one: both end in good order. */
async function interrupted(): Promise<void> {
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve())
  })
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}

/** Runs the web face as `process.argv` says, until it is to end. */
export async function serveFromProcess(): Promise<void> {
  try {
    await main()
  } catch (error) {
    say({ error: toWireError(error) })
    process.exitCode = 1
  }
  process.stdin.destroy()
}

if (import.meta.main) await serveFromProcess()
