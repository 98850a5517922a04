import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../common/bursts/events.ts'
import type { ListedModel } from '../../common/models/model.ts'
import { CHECKPOINT as CHECKPOINT_TENSORS, LORA, put, safetensors } from '../../main/core/models/testing/model-files.ts'
import { hasRsync } from '../../main/core/transfer/rsync/run-rsync.ts'
import { startModelHost, type ModelHost } from '../../main/core/transfer/testing/model-host.ts'
import { CHECKPOINT, jobManifest, TestHome, type RunningBurst } from './support/test-home.ts'

const rsyncIsHere = await hasRsync()
const TOKEN = 'hf_canary_9f2c4be17d'
const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')
const checkpoint = safetensors(CHECKPOINT_TENSORS, 1)
const ink = safetensors(LORA, 2)
const film = safetensors(LORA, 3)

let home: TestHome
let host: ModelHost
let library: string
beforeEach(async () => {
  home = new TestHome()
  host = await startModelHost()
  library = path.join(home.root, 'library')
  put(library, `checkpoints/${CHECKPOINT}`, checkpoint)
  put(library, 'loras/ink.safetensors', ink)
  put(library, 'loras/film.safetensors', film)
  await home.furnish(120)
  await home.json(['models', 'scan', library])
})
afterEach(async () => {
  await home.end()
  await host.stop()
})

/** Every other picture with a LoRA; `again` names the content of the first one by another name. */
function job(count: number, loras: readonly string[]): string {
  const file = path.join(home.root, 'job.json')
  const manifest = jobManifest({ count })
  const prompts = manifest.prompts.map((prompt, at) => ({
    ...prompt,
    prompt: `${prompt.prompt}${at % 2 === 0 ? '' : ` <lora:${loras[((at - 1) / 2) % loras.length]}:0.8>`}`,
  }))
  writeFileSync(file, JSON.stringify({ ...manifest, prompts }))
  return file
}

/** Nothing for a folder, and for a file that was renamed meanwhile. */
function contentOf(file: string): Buffer {
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
  return isFile && existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
}

/** Files below a folder that hold a text. */
function holding(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => path.join(folder, name))
  return files.filter(file => contentOf(file).includes(text))
}

const instances = () => path.join(home.root, 'sandbox', 'instances')

/** The models' folder of the one instance there is, once it holds this file. */
async function modelsOn(file: string): Promise<string> {
  const folder = () => path.join(instances(), readdirSync(instances())[0] ?? '', 'comfyui', 'models')
  await home.until(`${file} on the instance`, () => existsSync(instances()) && existsSync(path.join(folder(), file)))
  return folder()
}

async function placedIn(burstId: string): Promise<Record<string, string>> {
  const events = await home.json<RecordedEvent[]>(['events', burstId])
  return Object.fromEntries(
    events.flatMap(({ event }) => (event.type === 'lane.model-placed' ? [[event.sha256, event.how]] : [])),
  )
}

async function endOf(run: RunningBurst): Promise<BurstSummary> {
  const ended = await run.ended
  expect(ended, ended.stderr).toMatchObject({ code: 0 })
  return JSON.parse(ended.stdout) as BurstSummary
}

describe("the user's own models", () => {
  test('are on the instance by their content before the first picture, and one content is sent once', async () => {
    put(library, 'loras/also-ink.safetensors', ink)
    await home.json(['models', 'scan', library])
    await home.strike('slow-pictures', 4)
    const run = home.start(['run', job(6, ['ink', 'also-ink', 'film']), '--provider', 'sandbox', '--json'])
    const models = await modelsOn('loras/film.safetensors')
    const inode = (name: string) => statSync(path.join(models, name)).ino
    expect(inode('loras/ink.safetensors')).toBe(inode('loras/also-ink.safetensors'))
    expect(inode('loras/ink.safetensors')).toBe(inode(`.by-hash/${hash(ink)}`))
    expect(readFileSync(path.join(models, 'checkpoints', CHECKPOINT)).equals(checkpoint)).toBe(true)
    const [listed] = (await home.json<ListedModel[]>(['models'])).filter(({ sha256 }) => sha256 === hash(ink))
    expect(listed?.instances).toHaveLength(1)
    const burst = await endOf(run)
    expect(burst.images).toMatchObject({ collected: 6, failed: 0 })
    expect(await placedIn(burst.id)).toEqual({ [hash(checkpoint)]: 'sent', [hash(ink)]: 'sent', [hash(film)]: 'sent' })
  })

  test.skipIf(!rsyncIsHere)('travel by rsync where the setting says so (skipped where it is missing)', async () => {
    await home.json(['config', 'set', 'transfer-engine', 'rsync'])
    const burst = await home.json<BurstSummary>(['run', job(6, ['ink', 'film']), '--provider', 'sandbox'])
    expect(burst.images).toMatchObject({ collected: 6, failed: 0 })
    expect(Object.values(await placedIn(burst.id))).toEqual(['sent', 'sent', 'sent'])
    const events = await home.json<RecordedEvent[]>(['events', burst.id])
    expect(events.map(({ event }) => event)).toContainEqual({ type: 'lane.connected', lane: 0, engine: 'rsync' })
  })

  test('come from where the world has them, and a token stays at home', async () => {
    const address = '/owner/ink/resolve/main/ink.safetensors'
    host.files.set('/signed/ink', ink)
    // The site wants its token and leads to an address of another host, which is signed.
    host.redirects.set(address, request =>
      request.headers.authorization === `Bearer ${TOKEN}` ? `${host.otherUrl}/signed/ink?signature=s1` : null,
    )
    host.files.set('/film', Buffer.from('something else'))
    const env = { BURST_HUGGINGFACE_URL: host.url, HF_TOKEN: TOKEN }
    await home.json(['models', 'source', 'ink', 'hf:owner/ink/ink.safetensors'])
    await home.json(['models', 'source', 'film', `${host.url}/film`])
    await home.strike('slow-pictures', 4)
    const run = home.start(['run', job(6, ['ink', 'film']), '--provider', 'sandbox', '--json'], env)
    await modelsOn('loras/film.safetensors')
    expect(holding(instances(), TOKEN)).toEqual([])
    expect(readFileSync(path.join(home.root, 'burst.log'), 'utf8')).not.toContain(TOKEN)
    const burst = await endOf(run)
    // What the source had was not the model: it took the home line.
    expect(await placedIn(burst.id)).toEqual({
      [hash(checkpoint)]: 'sent',
      [hash(ink)]: 'fetched',
      [hash(film)]: 'sent',
    })
    const signed = host.asked.filter(({ path: asked }) => asked.startsWith('/signed'))
    expect(signed.length).toBeGreaterThan(0)
    expect(signed.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
    expect(readFileSync(path.join(home.root, 'burst.db')).includes(TOKEN)).toBe(false)
  })

  test('a name that means two files, or one that runs code, is refused before anything is rented', async () => {
    put(library, 'other/ink.safetensors', film)
    put(library, 'loras/old.pt', Buffer.from('code'))
    await home.json(['models', 'scan', library])
    const refused = async (lora: string) =>
      await home.json<{ error: { code: string; message: string } }>(['run', job(2, [lora]), '--provider', 'sandbox'], 2)
    expect((await refused('ink')).error).toMatchObject({ code: 'model-ambiguous' })
    expect((await refused('old.pt')).error).toMatchObject({ code: 'model-pickle' })
    expect(existsSync(instances()) ? readdirSync(instances()) : []).toEqual([])
  })
})
