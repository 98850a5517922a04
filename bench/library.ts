import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { TemplateLibrary } from '../main/core/templates/library.ts'

/** Listing a library for the first time, again, and after one file has changed: `node bench/library.ts [--templates 1000]`. */
const { values } = parseArgs({ options: { templates: { type: 'string', default: '1000' } } })
const templates = Number(values.templates)
if (!Number.isInteger(templates) || templates < 1) throw new Error('--templates must be a whole number above 0')

/** A shared pool for so many templates, as people have them. */
const SHARE = 20
const VALUES = 40

const folder = await mkdtemp(path.join(os.tmpdir(), 'burst-bench-'))
try {
  await writeLibrary()
  const library = new TemplateLibrary()
  process.stdout.write('| listing | milliseconds |\n| --- | --- |\n')
  process.stdout.write(`| the first time | ${await listed(library)} |\n`)
  process.stdout.write(`| again | ${await listed(library)} |\n`)
  await writeFile(fileAt(0), templateAt(0).replace('portrait', 'landscape'))
  process.stdout.write(`| after one template was written | ${await listed(library)} |\n`)
} finally {
  await rm(folder, { recursive: true })
}

async function listed(library: TemplateLibrary): Promise<string> {
  const started = performance.now()
  const found = await library.list([folder])
  if (found.length !== templates || found.some(({ valid }) => !valid)) throw new Error('the library was not listed')
  return (performance.now() - started).toFixed(0)
}

async function writeLibrary(): Promise<void> {
  await Promise.all(['pools', 'prompts'].map(async name => await mkdir(path.join(folder, name))))
  for (let pool = 0; pool <= templates / SHARE; pool++)
    await writeFile(
      path.join(folder, 'pools', `pool${pool}.yaml`),
      Array.from({ length: VALUES }, (_, index) => `value_${index}: pool ${pool} number ${index}\n`).join(''),
    )
  for (let index = 0; index < templates; index++) await writeFile(fileAt(index), templateAt(index))
}

function fileAt(index: number): string {
  return path.join(folder, 'prompts', `t${String(index).padStart(5, '0')}.prompt.yaml`)
}

function templateAt(index: number): string {
  return `version: "2.0"
type: prompt
name: Template ${index}
generation: { mode: combinatorial, seed: 1, seed_mode: progressive, max_images: 100 }
imports:
  Hair: ../pools/pool${Math.floor(index / SHARE)}.yaml
  Light: [dawn, noon, dusk, night]
prompt: "portrait, {Hair}, {Light}, detailed"
negative_prompt: blurry
parameters: { width: 832, height: 1216, steps: 30, cfg_scale: 6, sampler: DPM++ 2M, scheduler: Karras }
`
}
