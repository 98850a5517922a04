import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StreamEvent } from '../../../common/contract.ts'
import { templatePublisher } from '../handlers/publish-templates.ts'
import { TemplateLibrary } from './library.ts'
import { libraryFolders } from './library-folders.ts'

const HEAD = 'generation: {mode: combinatorial, seed: 1, seed_mode: fixed, max_images: -1}\n'
const textOf = (name: string) => `name: ${name}\n${HEAD}imports: {A: pools/a.yaml}\nprompt: "{A} ${name}"\n`

let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'burst-library-')))
  await mkdir(path.join(folder, 'pools'))
  await write('pools/a.yaml', 'x: red\ny: blue')
  await write('one.prompt.yaml', textOf('One'))
  await write('two.prompt.yaml', textOf('Two'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const at = (name: string) => path.join(folder, name)
async function write(name: string, text: string): Promise<void> {
  await writeFile(at(name), text)
}

describe('the library lists', () => {
  it('what each template makes, and reads again only what has changed', async () => {
    const library = new TemplateLibrary()
    const first = await library.list([folder])
    expect(first).toMatchObject([
      { name: 'One', valid: true, count: 2n, variations: 1, prompts: ['red One', 'blue One'] },
      { name: 'Two', valid: true, count: 2n },
    ])
    const again = await library.list([folder])
    expect(again[0]).toBe(first[0])
    expect(again[1]).toBe(first[1])
    await write('two.prompt.yaml', textOf('Second'))
    const changed = await library.list([folder])
    expect(changed[0]).toBe(first[0])
    expect(changed[1]).toMatchObject({ name: 'Second' })
    expect(changed[1]?.version).not.toBe(first[1]?.version)
  })

  it('a template anew when a file that it needs changes, goes, or comes', async () => {
    const library = new TemplateLibrary()
    const [before] = await library.list([folder])
    await write('pools/a.yaml', 'x: red\ny: blue\nz: green')
    const [more] = await library.list([folder])
    expect([before?.count, more?.count]).toEqual([2n, 3n])
    await rename(at('pools/a.yaml'), at('pools/b.yaml'))
    const [gone] = await library.list([folder])
    expect(gone).toMatchObject({ valid: false, error: { code: 'invalid-configuration' }, problems: 1 })
    await rename(at('pools/b.yaml'), at('pools/a.yaml'))
    expect((await library.list([folder]))[0]).toMatchObject({ valid: true, count: 3n })
  })

  it('several folders, the first one first', async () => {
    const library = new TemplateLibrary()
    await mkdir(at('other'))
    await write('other/three.prompt.yaml', `name: Three\n${HEAD}prompt: plain\n`)
    const listed = await library.list([at('other'), at('pools')])
    expect(listed.map(({ name }) => name)).toEqual(['Three'])
  })
})

describe('where Burst looks', () => {
  const where = { samples: '/samples', home: '/home/templates' }
  it('is the setting, then the folder one stands in, then what was dropped', () => {
    const setting = ['/a', '/b'].join(path.delimiter)
    expect(libraryFolders({ ...where, setting, here: '/here' })).toEqual([
      { path: '/a', from: 'setting' },
      { path: '/b', from: 'setting' },
      { path: '/here', from: 'here' },
      { path: '/home/templates', from: 'home' },
    ])
  })
  it('is the samples while no setting says otherwise', () => {
    expect(libraryFolders({ ...where, setting: '' })).toEqual([
      { path: '/samples', from: 'samples' },
      { path: '/home/templates', from: 'home' },
    ])
  })
})

describe('the stream of templates', () => {
  it('tells all of them, then what is written, added and removed', async () => {
    const stop = new AbortController()
    const told: StreamEvent<'templates'>[] = []
    let heard = Promise.withResolvers<void>()
    const publishing = templatePublisher({
      jobs: {
        folders: () => [{ path: folder, from: 'setting' }],
        checkpoint: () => 'c',
        newJobId: () => 'j',
        rejectedOf: id => Promise.reject(new Error(`${id} is no burst here`)) as never,
      },
      library: new TemplateLibrary(),
      rest: async (ms, signal) =>
        await new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            reject(new Error('left'))
          })
        }),
      log: () => undefined,
    })(
      undefined,
      event => {
        told.push(event)
        heard.resolve()
      },
      stop.signal,
    )
    const next = async () => {
      await heard.promise
      heard = Promise.withResolvers()
      return told.at(-1)
    }
    try {
      expect(await next()).toMatchObject({ type: 'snapshot', templates: [{ name: 'One' }, { name: 'Two' }] })
      await write('one.prompt.yaml', textOf('First'))
      expect(await next()).toMatchObject({ type: 'changed', templates: [{ name: 'First' }], gone: [] })
      await write('three.prompt.yaml', textOf('Three'))
      expect(await next()).toMatchObject({ type: 'changed', templates: [{ name: 'Three' }], gone: [] })
      await rm(at('two.prompt.yaml'))
      expect(await next()).toMatchObject({ type: 'changed', templates: [], gone: [at('two.prompt.yaml')] })
    } finally {
      stop.abort()
      await publishing
    }
  })
})
