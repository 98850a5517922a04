import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import type { JobConfig, PromptItem } from '../../../common/job/job.ts'
import { buildGraphs } from '../../../common/workflow/graph.ts'
import { shareLines, type ShareItem } from './share.ts'

const PYTHON = process.env['BURST_PYTHON'] ?? 'python3'
const WORKER_FOLDER = path.resolve(import.meta.dirname, '../../../resources/worker')

/** What the worker makes of a share: the graph of each item, with its texts, seed and prefix in their places. */
const READ_SHARE = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import worker
share = worker.Share("s1", sys.argv[2])
for item, offset in share.items:
    line = share.line(type("Item", (), {"offset": offset}))
    print(json.dumps({"item": item, "id": line["id"], "job": share.job, "graph": share.graph(line, "job-1/x", 0)}))
`

const Made = z.object({
  item: z.int(),
  id: z.string(),
  job: z.string(),
  graph: z.record(z.string(), z.object({ class_type: z.string(), inputs: z.record(z.string(), z.unknown()) })),
})

const CONFIG: JobConfig = {
  checkpoint: 'model.safetensors',
  loras: [],
  generation: {
    width: 64,
    height: 64,
    steps: 20,
    cfg_scale: 7,
    sampler: 'Euler',
    scheduler: 'Normal',
    batch_size: 1,
  },
  upscaler: { enabled: false, model: '', scale: 1 },
}

const prompt = (index: number, text: string): PromptItem => ({
  id: `p${index}`,
  prompt: text,
  negative_prompt: `not ${index}`,
  seed: index,
  filename: `p${index}.png`,
  variations: {},
})

let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'burst-share-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is what the worker reads: each item gets its graph, texts and seed', async () => {
  const prompts = [prompt(0, 'a cat'), prompt(1, 'a dog <lora:film:0.5>'), prompt(2, 'zwölf Boxkämpfer\n"\u2028')]
  const graphs = buildGraphs(CONFIG)
  const items = prompts.map((spec, item) => ({ item, id: spec.id, seed: spec.seed, ...graphs.assign(spec) }))
  const file = path.join(folder, 'share-s1.jsonl')
  await writeFile(file, shareLines({ share: 's1', job: 'b1', graphs: graphs.collect(prompts), items }))
  const told = execFileSync(PYTHON, ['-c', READ_SHARE, WORKER_FOLDER, file], { encoding: 'utf8', timeout: 15_000 })
  const made = told
    .trim()
    .split('\n')
    .map(line => Made.parse(JSON.parse(line)))
  const inputsOf = (index: number, type: string) =>
    Object.values(made[index]?.graph ?? {})
      .filter(({ class_type }) => class_type === type)
      .map(({ inputs }) => inputs)
  expect(made.map(({ item, id, job }) => [item, id, job])).toEqual([
    [0, 'p0', 'b1'],
    [1, 'p1', 'b1'],
    [2, 'p2', 'b1'],
  ])
  expect(inputsOf(1, 'CLIPTextEncode').map(({ text }) => text)).toEqual(['a dog', 'not 1'])
  expect(inputsOf(2, 'CLIPTextEncode').map(({ text }) => text)).toEqual(['zwölf Boxkämpfer\n"\u2028', 'not 2'])
  expect(inputsOf(1, 'KSampler')).toMatchObject([{ seed: 1, steps: 20 }])
  expect(inputsOf(1, 'SaveImage')).toMatchObject([{ filename_prefix: 'job-1/x' }])
  expect([0, 1, 2].map(index => inputsOf(index, 'LoraLoader').length)).toEqual([0, 1, 0])
})

it('is made while it is sent: items are taken a chunk at a time', async () => {
  let taken = 0
  function* items(): Generator<ShareItem> {
    for (; taken < 38_000; taken += 1)
      yield { item: taken, id: `p${taken}`, graph: 'g0', prompt: 'a '.repeat(100), negative: '', seed: taken }
  }
  const chunks = shareLines({ share: 's1', job: 'b1', graphs: { graphs: {}, bind: {} }, items: items() })
  await chunks.next()
  expect(taken).toBeLessThan(1000)
  let last = ''
  for await (const chunk of chunks) last = chunk.toString().trimEnd()
  expect(taken).toBe(38_000)
  expect(last.slice(last.lastIndexOf('\n') + 1)).toContain('"id":"p37999"')
})
