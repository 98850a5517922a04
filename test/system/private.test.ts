import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../common/bursts/events.ts'
import { sandboxAt } from '../../main/core/providers/sandbox/files.ts'
import { homeAt } from '../../main/core/home.ts'
import { TestHome, writeJob } from './support/test-home.ts'

/** In every prompt of the job. */
const PROMPT = 'a lighthouse, view'

let home: TestHome
beforeEach(async () => {
  home = new TestHome()
  await home.furnish(120, { 'private-mode': true })
})
afterEach(() => home.end())

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

/** Null for what lies elsewhere, over a link, and for what was renamed or released meanwhile. */
function contentIn(folder: string, file: string): Buffer | null {
  try {
    return realpathSync(file).startsWith(realpathSync(folder)) ? readFileSync(file) : null
  } catch {
    return null
  }
}

/** Files below a folder that hold a prompt or are a picture. */
function telling(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(
      file => contentIn(folder, file)?.includes(PROMPT) === true || contentIn(folder, file)?.includes(PNG) === true,
    )
}

test.skipIf(process.platform !== 'linux')(
  'in private mode prompts and pictures are in memory alone, and wiped before the end (skipped but on Linux)',
  async () => {
    const { instances, memory } = sandboxAt(homeAt(home.root).sandbox)
    if (memory === null) throw new Error('this Linux has no /dev/shm')
    await home.strike('slow-pictures', 6)
    const run = home.start(['run', writeJob(home, { count: 6 }), '--provider', 'sandbox', '--json'])
    await home.until('two pictures', () => home.renderedSeeds().length >= 2)
    expect(telling(memory).length).toBeGreaterThan(0)
    expect(telling(instances)).toEqual([])
    const ended = await run.ended
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    const burst = JSON.parse(ended.stdout) as BurstSummary
    expect(burst.images).toMatchObject({ collected: 6, failed: 0 })
    const events = (await home.json<RecordedEvent[]>(['events', burst.id])).map(({ event }) => event)
    expect(events).toContainEqual({ type: 'lane.wiped', lane: 0, files: expect.any(Number) })
    // Every deletion that followed a verified picture is in the record, too.
    expect(events.filter(({ type }) => type === 'item.released').length).toBeGreaterThanOrEqual(5)
    expect(existsSync(memory)).toBe(false)
  },
)
