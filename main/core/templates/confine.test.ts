import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { expandTemplate } from '../../../common/templates/expand.ts'
import { loadTemplate, type LoadOptions } from './load.ts'

const HEAD = 'name: A\ngeneration: {mode: combinatorial, seed: 1, seed_mode: fixed, max_images: -1}\n'
const ENTRY = (imports: string) => `${HEAD}imports: ${imports}\nprompt: "{A}"\n`

let top: string
beforeEach(async () => {
  top = await realpath(await mkdtemp(path.join(os.tmpdir(), 'burst-confine-')))
})
afterEach(async () => {
  await rm(top, { recursive: true })
})

async function write(name: string, text: string): Promise<string> {
  const file = path.join(top, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}

async function outcomeOf(file: string, options?: LoadOptions): Promise<string[] | readonly Problem[]> {
  try {
    return [...expandTemplate(await loadTemplate(file, options), {}).prompts()].map(({ prompt }) => prompt)
  } catch (error) {
    if (error instanceof BurstError && error.exit === 'usage') return error.problems
    throw error
  }
}

describe('a template reads', () => {
  it('its own tree: the folder above its own, or the one that is marked as a library', async () => {
    const shallow = await write('x/lib/prompts/a.prompt.yaml', ENTRY('{A: ../pools/a.yaml}'))
    await write('x/lib/pools/a.yaml', 'k: pool')
    expect(await outcomeOf(shallow)).toEqual(['pool'])
    const deep = await write('x/lib/prompts/deep/er/a.prompt.yaml', ENTRY('{A: ../../../pools/a.yaml}'))
    expect(await outcomeOf(deep)).toMatchObject([{ code: 'outside-library' }])
    await write('x/lib/sdgen_config.json', '{}')
    expect(await outcomeOf(deep)).toEqual(['pool'])
  })

  it('the libraries it is given', async () => {
    const file = await write('x/lib/prompts/deep/er/a.prompt.yaml', ENTRY('{A: ../../../pools/a.yaml}'))
    await write('x/lib/pools/a.yaml', 'k: pool')
    expect(await outcomeOf(file, { libraries: [path.join(top, 'x', 'lib')] })).toEqual(['pool'])
  })

  it('links that stay inside', async () => {
    const file = await write('lib/prompts/a.prompt.yaml', ENTRY('{A: linked.yaml}'))
    await write('lib/pools/a.yaml', 'k: pool')
    await symlink(path.join(top, 'lib/pools/a.yaml'), path.join(top, 'lib/prompts/linked.yaml'))
    expect(await outcomeOf(file)).toEqual(['pool'])
  })

  it('a theme file that the user names, wherever it lies', async () => {
    const file = await write('lib/prompts/a.prompt.yaml', `${HEAD}prompt: "{A}"\n`)
    const theme = await write('other/place/dusk.yaml', 'imports: {A: a.yaml}')
    await write('lib/prompts/a.yaml', 'k: pool')
    const source = await loadTemplate(file, { themeFile: theme })
    expect([...expandTemplate(source, { themeFile: theme }).prompts()].map(({ prompt }) => prompt)).toEqual(['pool'])
  })
})

describe('a template does not read', () => {
  const SECRET = 'k: secret'
  const ways: readonly [string, (secret: string) => Promise<string>][] = [
    ['by a path with ..', async () => await write('x/lib/p/a.prompt.yaml', ENTRY('{A: ../../../secret.yaml}'))],
    ['in a list', async () => await write('x/lib/p/a.prompt.yaml', ENTRY('{A: [../../../secret.yaml]}'))],
    [
      'by a link to a file',
      async secret => {
        const file = await write('x/lib/p/a.prompt.yaml', ENTRY('{A: a.yaml}'))
        await symlink(secret, path.join(top, 'x/lib/p/a.yaml'))
        return file
      },
    ],
    [
      'by a link to a folder',
      async secret => {
        const file = await write('x/lib/p/a.prompt.yaml', ENTRY('{A: out/secret.yaml}'))
        await symlink(path.dirname(secret), path.join(top, 'x/lib/p/out'))
        return file
      },
    ],
    [
      'by a chunk',
      async () => await write('x/lib/p/a.prompt.yaml', `${HEAD}chunks: {A: ../../../secret.yaml}\nprompt: "@A"\n`),
    ],
    [
      'by its parent',
      async () => await write('x/lib/p/a.prompt.yaml', `${HEAD}implements: ../../../secret.yaml\nprompt: "a"\n`),
    ],
    [
      'by a preset',
      async () =>
        await write(
          'x/lib/p/a.prompt.yaml',
          `${HEAD}parameters: {adetailer: ../../../secret.adetailer.yaml}\nprompt: "a"\n`,
        ),
    ],
  ]

  it.each(ways)('what lies outside: %s', async (_, make) => {
    await write('secret.adetailer.yaml', SECRET)
    const file = await make(await write('secret.yaml', SECRET))
    const problems = await outcomeOf(file)
    expect(JSON.stringify(problems)).toMatch(/outside-library/)
    expect(problems).toEqual([
      expect.objectContaining({
        file,
        message: expect.stringContaining('leads out of the folders'),
        remedy: expect.stringContaining('--library'),
      }),
    ])
  })

  it.skipIf(process.platform === 'win32')('a pipe, nor waits for it', async () => {
    const file = await write('lib/p/a.prompt.yaml', ENTRY('{A: pipe.yaml}'))
    expect(spawnSync('mkfifo', [path.join(top, 'lib/p/pipe.yaml')]).status).toBe(0)
    expect(await outcomeOf(file)).toMatchObject([{ code: 'invalid-configuration' }])
  })
})

describe('a path with a slip', () => {
  const cases: readonly [string, string][] = [
    [ENTRY('{A: pools/hiar.yaml}'), 'pools/hair.yaml'],
    [`${HEAD}chunks: {A: pools/her.chunk.yaml}\nprompt: "@A"\n`, 'pools/hero.chunk.yaml'],
    [`${HEAD}implements: pools/bse.template.yaml\nprompt: "a"\n`, 'pools/base.template.yaml'],
    [`${HEAD}parameters: {adetailer: pools/face.adetailr.yaml}\nprompt: "a"\n`, 'pools/face.adetailer.yaml'],
  ]
  it.each(cases)('is told with the file that was meant', async (text, meant) => {
    await Promise.all(
      ['hair.yaml', 'hero.chunk.yaml', 'base.template.yaml', 'face.adetailer.yaml'].map(
        async name => await write(`lib/pools/${name}`, 'type: chunk\nname: x\ntemplate: "{prompt}"'),
      ),
    )
    const problems = await outcomeOf(await write('lib/a.prompt.yaml', text))
    expect(problems).toMatchObject([{ message: expect.stringContaining(`Did you mean ${meant}?`), line: 3 }])
  })
})
