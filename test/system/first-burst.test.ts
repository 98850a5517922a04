import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { SpendReport } from '../../common/contract.ts'
import { buildApp } from '../../main/core/app.ts'
import { homeAt } from '../../main/core/home.ts'
import { decodePng } from './support/png.ts'
import { replay } from './support/replay.ts'
import { renderedTwice, sample, TestHome, writeJob } from './support/test-home.ts'

let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  await home.furnish()
})
afterEach(() => home.end())

test('a template goes in, verified pictures come out, the instance is gone', async () => {
  const burst = await home.json<BurstSummary>(['run', sample('lighthouses'), '--provider', 'sandbox'])
  expect(burst).toMatchObject({ state: 'completed', images: { requested: 24, collected: 24, failed: 0 }, failures: [] })
  expect(burst.lanes).toMatchObject([{ confirmedGone: true, images: 24 }])

  const manifest = JSON.parse(readFileSync(path.join(burst.out, 'manifest.json'), 'utf8'))
  expect(manifest.images).toHaveLength(24)
  expect(
    readdirSync(burst.out)
      .filter(name => name.endsWith('.png'))
      .toSorted(),
  ).toEqual(manifest.images.map((image: { filename: string }) => image.filename).toSorted())
  for (const image of manifest.images) {
    const png = decodePng(readFileSync(path.join(burst.out, image.filename)))
    expect(png).toMatchObject({ width: 512, height: 768 })
    expect(png.texts.get('prompt')).toContain(JSON.stringify(image.prompt).slice(1, 40))
  }

  const receipt = JSON.parse(readFileSync(path.join(burst.out, 'receipt.json'), 'utf8'))
  expect(receipt.cost).toMatchObject({ simulated: true, currency: 'EUR' })
  expect(receipt.gpuUtilisation).toBeGreaterThan(0)
  expect(receipt.gpuUtilisation).toBeLessThanOrEqual(1)
  expect(readdirSync(burst.out).filter(name => name.includes('part'))).toEqual([])

  expect(await home.instances()).toMatchObject({ instances: [], providers: [{ provider: 'sandbox', ok: true }] })
  const spend = await home.json<SpendReport>(['spend'])
  expect(spend.total.amount).toBe(0)
  expect(spend.simulated.total.amount).toBe(burst.cost.amount)
  expect(burst.cost.amount).toBeGreaterThan(0)
})

test('a page is shown each picture that is at home, with its prompt and file, and the receipt of the folder', async () => {
  const burst = await home.json<BurstSummary>(['run', sample('lighthouses'), '--provider', 'sandbox', '-n', '6'])
  const app = await buildApp({ home: homeAt(home.root), env: {}, log: () => undefined, onStop: () => undefined })
  try {
    const { signal } = new AbortController()
    const page = (order: 'newest' | 'oldest', offset: number) =>
      app.handlers['pictures.page']({ burstId: burst.id, order, offset, limit: 4 }, signal)
    const [first, rest, newest] = await Promise.all([page('oldest', 0), page('oldest', 4), page('newest', 0)])
    const pictures = [...first.pictures, ...rest.pictures]
    expect([first.total, pictures.length]).toEqual([6, 6])
    expect(newest.pictures).toEqual(pictures.toReversed().slice(0, 4))
    for (const { item, sha256, bytes } of pictures) {
      const file = await app.handlers['pictures.file']({ burstId: burst.id, item }, signal)
      const content = readFileSync(file.path)
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256])
    }
    const receipt = await app.handlers['bursts.receipt']({ id: burst.id }, signal)
    expect(receipt).toEqual(JSON.parse(readFileSync(path.join(burst.out, 'receipt.json'), 'utf8')))
  } finally {
    await app.stop()
  }
})

test('500 prompts: 500 verified, none made twice, and the record rebuilds the burst exactly', async () => {
  const burst = await home.json<BurstSummary>(['run', writeJob(home, { count: 500 }), '--provider', 'sandbox'])
  expect(burst.images).toMatchObject({ requested: 500, collected: 500, failed: 0 })
  expect(home.renderedSeeds()).toHaveLength(500)
  expect(renderedTwice(home.renderedSeeds())).toEqual([])
  const { state, pictures } = replay(home.root, burst.id)
  expect(state.items.counts).toMatchObject({ pending: 0, leased: 0, made: 0, failed: 0 })
  expect(pictures.map(({ item }) => item).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 500 }, (_, item) => item),
  )
  for (const { item, bytes, sha256 } of pictures) {
    const file = readFileSync(path.join(burst.out, `view_${String(item).padStart(5, '0')}.png`))
    expect([file.length, createHash('sha256').update(file).digest('hex')]).toEqual([bytes, sha256])
  }
  expect(await home.json(['show', burst.id])).toEqual(burst)
})
