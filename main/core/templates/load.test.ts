import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { expandTemplate } from '../../../common/templates/expand.ts'
import { jobOf } from '../../../common/templates/to-job.ts'
import { findTemplate } from './find.ts'
import { TemplateLibrary } from './library.ts'
import { loadTemplate } from './load.ts'
import { MAX_FILE_BYTES } from './read-text-file.ts'

const SAMPLES = path.resolve('resources/templates')
const HEAD = 'name: A\ngeneration: {mode: combinatorial, seed: 1, seed_mode: fixed, max_images: 5}\n'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'burst-templates-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, content)
  return file
}

async function problemsOf(work: () => Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work()
  } catch (error) {
    if (error instanceof BurstError && error.exit === 'usage') return error.problems
    throw error
  }
  return []
}

const list = async (dir: string) => await new TemplateLibrary().list([dir])
const resolve = async (file: string) => expandTemplate(await loadTemplate(file), {})

describe('loadTemplate', () => {
  it('reports all problems with the paths as they were given', async () => {
    const entry = `${HEAD}imports: {A: pools/a.yaml, B: gone.yaml}\nchunks: {C: c.chunk.yaml}\nprompt: "{A}"\n`
    const file = path.relative(process.cwd(), await write('a.prompt.yaml', entry))
    await write('pools/a.yaml', 'one: [1]')
    await write('c.chunk.yaml', 'type: chunk\ntemplate: "{prompt}"')
    const problems = await problemsOf(() => resolve(file))
    expect(problems.map(({ code, file: at, line }) => [code, at, line])).toEqual([
      ['invalid-configuration', file, 3],
      ['chunk-load-failed', path.join(path.dirname(file), 'c.chunk.yaml'), 2],
      ['variation-not-a-string', path.join(path.dirname(file), 'pools', 'a.yaml'), 1],
    ])
  })

  it('leaves to a theme what only a theme provides', async () => {
    await write('t/dusk/theme.yaml', 'imports: {Sky: t/dusk/sky.yaml}')
    await write('t/dusk/sky.yaml', 'a: violet sky')
    await write(
      'base.template.yaml',
      'name: B\ntemplate: "{prompt} {Sky}"\nthemes: {enable_autodiscovery: true, search_paths: [t]}',
    )
    const file = await write('a.prompt.yaml', `${HEAD}implements: base.template.yaml\nprompt: a field under a\n`)
    const source = await loadTemplate(file)
    expect([...expandTemplate(source, { theme: 'dusk' }).prompts()].map(({ prompt }) => prompt)).toEqual([
      'a field under a violet sky',
    ])
    expect(await problemsOf(async () => expandTemplate(source, {}))).toMatchObject([
      { code: 'unresolved-placeholders' },
    ])
    expect((await problemsOf(async () => expandTemplate(source, { theme: 'dust' })))[0]?.message).toContain(
      'Did you mean dusk?',
    )
  })

  it('reads a theme file that no template offers', async () => {
    const theme = await write('else/where.yaml', 'imports: {Sky: sky.yaml}')
    await write('sky.yaml', 'a: red sky')
    const file = await write('a.prompt.yaml', `${HEAD}prompt: "{Sky}"\n`)
    const expansion = expandTemplate(await loadTemplate(file, { themeFile: theme }), { themeFile: theme })
    expect([...expansion.prompts()].map(({ prompt }) => prompt)).toEqual(['red sky'])
  })

  it.each([
    ['not there', null, 'entry-not-found'],
    ['not UTF-8', new Uint8Array([0xff, 0xfe, 0x00]), 'yaml-syntax'],
    ['empty', '', 'empty-file'],
    ['a list', '- a', 'not-a-mapping'],
    ['too large', ' '.repeat(MAX_FILE_BYTES + 1), 'file-too-large'],
  ])('refuses an entry that is %s', async (_, content, code) => {
    const file = content === null ? path.join(folder, 'a.yaml') : await write('a.yaml', content)
    expect(await problemsOf(() => resolve(file))).toMatchObject([{ code }])
  })

  it.skipIf(os.platform() === 'win32')('reads regular files alone', async () => {
    await symlink('/dev/zero', path.join(folder, 'zero.yaml'))
    const file = await write('a.prompt.yaml', `${HEAD}imports: {A: zero.yaml, B: .}\nprompt: a\n`)
    expect(await problemsOf(() => resolve(file))).toMatchObject([
      { code: 'invalid-configuration' },
      { code: 'outside-library' },
    ])
  })

  it('answers any bytes with a template or a BurstError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), async (entry, pool) => {
        await write('pool.yaml', pool)
        const good = await write('a.prompt.yaml', `${HEAD}imports: {A: pool.yaml}\nprompt: "{A}"\n`)
        const bad = await write('b.prompt.yaml', entry)
        for (const file of [good, bad])
          expect(await problemsOf(async () => expandTemplate(await loadTemplate(file), {}))).toBeInstanceOf(Array)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the template library', () => {
  it('lists a bad template with its error, and the good ones beside it', async () => {
    await write('sub/good.prompt.yaml', `${HEAD}imports: {A: [x, y]}\nprompt: "{A}"\n`)
    await write('bad.prompt.yaml', 'name: [')
    await write('pool.yaml', 'a: b')
    const listed = await list(folder)
    expect(listed).toMatchObject([
      {
        path: path.join(folder, 'bad.prompt.yaml'),
        name: 'bad',
        valid: false,
        count: null,
        error: { code: 'yaml-syntax' },
      },
      { path: path.join(folder, 'sub', 'good.prompt.yaml'), name: 'A', valid: true, combinations: 2n, count: 2n },
    ])
    expect(await list(path.join(folder, 'nowhere'))).toEqual([])
  })

  it('finds a template as typed, and below the library with or without its ending', async () => {
    const file = await write('sub/good.prompt.yaml', HEAD)
    for (const name of [file, 'sub/good', 'sub/good.prompt', 'sub/good.prompt.yaml'])
      expect(path.resolve(await findTemplate(name, [folder]))).toBe(file)
    const [problem] = await problemsOf(() => findTemplate('sub/god', [folder]))
    expect(problem).toMatchObject({ code: 'entry-not-found' })
    expect(problem?.message).toContain('Did you mean sub/good?')
  })
})

describe('the sample templates', () => {
  it('are valid, and none makes more than 60 pictures', async () => {
    const listed = await list(SAMPLES)
    expect(listed.filter(({ valid }) => !valid)).toEqual([])
    expect(listed.length).toBeGreaterThanOrEqual(6)
    expect(listed.filter(({ count }) => count === null || count < 1 || count > 60)).toEqual([])
  })

  it('make valid jobs without a warning', async () => {
    for (const { path: file } of await list(SAMPLES)) {
      const expansion = expandTemplate(await loadTemplate(file), {})
      expect(jobOf(expansion, { jobId: 'a', checkpoint: 'c' }).warnings).toEqual([])
    }
  })

  it('have one for the demo: 24 pictures of 512 by 768', async () => {
    const expansion = expandTemplate(await loadTemplate(path.join(SAMPLES, 'lighthouses.prompt.yaml')), {})
    const { settings, items } = jobOf(expansion, { jobId: 'a', checkpoint: 'c' })
    expect([...items()]).toHaveLength(24)
    expect(settings.config.generation).toMatchObject({ width: 512, height: 768 })
  })

  it.each(['dawn', 'storm'])('have a theme %s', async theme => {
    const source = await loadTemplate(path.join(SAMPLES, 'mountain-huts.prompt.yaml'))
    expect(expandTemplate(source, { theme }).count).toBeGreaterThan(0)
  })
})
