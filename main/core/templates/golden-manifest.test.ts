import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { newItems, withPlaces } from '../../../common/bursts/items.ts'
import { manifestPieces } from '../../../common/bursts/manifest.ts'
import { sourceOfTemplate } from '../../../common/bursts/template-source.ts'
import type { JobSettings, PromptItem } from '../../../common/job/job.ts'
import { expandTemplate, type ExpandOptions } from '../../../common/templates/expand.ts'
import { sessionFolderName } from '../transfer/session-folder.ts'
import { loadTemplate } from './load.ts'

/** Sessions that the original program wrote, with a stand-in for its server. */
const CASES = path.resolve('test/golden/templates')
const Case = z.object({
  entry: z.string(),
  options: z.object({ style: z.string().optional(), session_name: z.string().optional() }).default({}),
})
const Session = z.object({
  cli: z.object({ session_dir: z.string(), files: z.array(z.string()), manifest: z.looseObject({}) }),
})
const AT = new Date(2026, 10, 7, 1, 8, 3)

const JOB: JobSettings = {
  version: '1.0',
  job_id: 'job',
  config: {
    checkpoint: 'stand-in.safetensors [0123456789]',
    loras: [],
    generation: { width: 64, height: 64, steps: 4, cfg_scale: 7, sampler: 'euler', scheduler: 'normal', batch_size: 1 },
    upscaler: { enabled: false, model: '', scale: 1 },
  },
}

const read = <T>(schema: z.ZodType<T>, name: string, file: string): T =>
  schema.parse(JSON.parse(readFileSync(path.join(CASES, name, file), 'utf8')))

describe('a session is the one that the original program writes', () => {
  it.each(['command-line-run', 'command-line-dry-run'])('%s', async name => {
    const { entry, options } = read(Case, name, 'case.json')
    const { cli } = read(Session, name, 'expected.json')
    const { style, session_name: sessionName } = options
    const asked: ExpandOptions = { style, sessionName }
    const expansion = expandTemplate(await loadTemplate(path.join(CASES, name, 'input', entry)), asked)
    const items: PromptItem[] = [...expansion.prompts()].map(({ index, negativePrompt, variations, ...prompt }) => ({
      id: `p${index}`,
      prompt: prompt.prompt,
      negative_prompt: negativePrompt,
      seed: prompt.seed,
      filename: prompt.filename,
      variations: { ...variations },
    }))

    const folder = cli.session_dir.replace(/^dryrun\//u, '').replace(/\{.*?\}/u, '20261107_010803')
    expect(sessionFolderName(expansion.sessionFolder, AT)).toBe(folder)
    const written = cli.files.filter(file => file !== 'manifest.json')
    // A dry run writes requests under the names of the pictures.
    expect(items.map(({ filename }) => filename)).toEqual(written.map(file => file.replace(/\.json$/u, '.png')))

    const pieces = manifestPieces({
      source: sourceOfTemplate(expansion),
      job: JOB,
      timestamp: '{iso-local-time}',
      status: 'completed',
      list: withPlaces(newItems(items.length), items.keys().toArray(), { kind: 'verified', lane: 0 }),
      items: () => items.map((spec, item) => ({ item, spec })),
    })
    expect(JSON.parse([...pieces].join(''))).toEqual(cli.manifest)
  })
})
