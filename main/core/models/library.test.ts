import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createModelStore } from '../storage/model-store.ts'
import { openDatabase, type Db } from '../storage/database.ts'
import { createHasher, type Hasher } from './hasher.ts'
import { ModelLibrary } from './library.ts'
import { CHECKPOINT, LORA, put, safetensors } from './testing/model-files.ts'

let base: string
let models: string
let db: Db
let hashed: string[]
let library: ModelLibrary

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'burst-models-'))
  models = path.join(base, 'models')
  mkdirSync(models)
  db = openDatabase(path.join(base, 'burst.db'))
  library = newLibrary()
})
afterEach(async () => {
  await library.close()
  db.close()
  rmSync(base, { recursive: true, force: true })
})

/** A library over the real thread, which remembers what it was asked. */
function newLibrary(): ModelLibrary {
  hashed = []
  const hasher = createHasher()
  const noting: Hasher = {
    hash: async (file, onProgress) => {
      hashed.push(path.relative(models, file))
      return await hasher.hash(file, onProgress)
    },
    close: async () => await hasher.close(),
  }
  return new ModelLibrary(createModelStore(db), noting)
}

async function scan(folder: string | null = models) {
  hashed = []
  await library.scan(folder)
  await library.settled()
  return library.news().results
}

const sha = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const known = () => library.list().map(({ name, sha256 }) => [name, sha256])

describe('a scan', () => {
  test('knows each file by its hash, kind, family and format', async () => {
    const lora = safetensors(LORA, 1, { ss_base_model_version: 'sdxl_base_v1-0' })
    put(models, 'loras/styles/Ink Wäsh.safetensors', lora)
    put(models, 'checkpoints/base.sft', safetensors(CHECKPOINT, 2))
    put(models, 'upscale_models/4x.pth', Buffer.from('a pickle'))
    put(models, 'readme.txt', Buffer.from('no model'))
    put(models, '.cache/hidden.safetensors', lora)
    expect(await scan()).toEqual([{ folder: models, found: 3, hashed: 3, gone: 0, faults: [] }])
    expect(library.list()).toEqual([
      expect.objectContaining({
        name: 'checkpoints/base.sft',
        kind: 'checkpoint',
        base: 'sdxl',
        format: 'safetensors',
      }),
      {
        file: path.join(models, 'loras/styles/Ink Wäsh.safetensors'),
        name: 'loras/styles/Ink Wäsh.safetensors',
        bytes: lora.length,
        sha256: sha(lora),
        kind: 'lora',
        base: 'sdxl',
        format: 'safetensors',
      },
      expect.objectContaining({ name: 'upscale_models/4x.pth', kind: 'upscaler', base: null, format: 'pickle' }),
    ])
  })

  test('reads nothing twice, over a restart too, and takes a moved file for the one it was', async () => {
    const file = put(models, 'a.safetensors', safetensors(LORA, 1))
    put(models, 'b.safetensors', safetensors(LORA, 2))
    await scan()
    expect(hashed).toEqual(['a.safetensors', 'b.safetensors'])
    await library.close()
    library = newLibrary()
    renameSync(file, path.join(models, 'c.safetensors'))
    linkSync(path.join(models, 'b.safetensors'), path.join(models, 'd.safetensors'))
    expect(await scan()).toMatchObject([{ found: 3, hashed: 0, gone: 1 }])
    expect(hashed).toEqual([])
    expect(known()).toEqual([
      ['b.safetensors', sha(safetensors(LORA, 2))],
      ['c.safetensors', sha(safetensors(LORA, 1))],
      ['d.safetensors', sha(safetensors(LORA, 2))],
    ])
  })

  test('sees that a file of the same size has changed', async () => {
    const file = put(models, 'a.safetensors', safetensors(LORA, 1))
    await scan()
    writeFileSync(file, safetensors(LORA, 2))
    utimesSync(file, new Date(), new Date(2030, 1, 1))
    await scan()
    expect(known()).toEqual([['a.safetensors', sha(safetensors(LORA, 2))]])
  })

  test('follows links, and into no folder twice', async () => {
    put(base, 'elsewhere/x.safetensors', safetensors(LORA, 1))
    symlinkSync(path.join(base, 'elsewhere'), path.join(models, 'linked'))
    symlinkSync(models, path.join(models, 'round'))
    symlinkSync(path.join(base, 'nowhere'), path.join(models, 'broken.safetensors'))
    await scan()
    expect(known().map(([name]) => name)).toEqual(['linked/x.safetensors'])
  })

  test('tells what is no whole model, and keeps what it knew of nothing else', async () => {
    const whole = safetensors(LORA, 1)
    put(models, 'cut.safetensors', whole.subarray(0, whole.length - 1))
    put(models, 'more.safetensors', Buffer.concat([whole, Buffer.from('x')]))
    put(models, 'pickle.safetensors', Buffer.from('\x80\x02cos\nsystem\n'))
    put(models, 'empty.safetensors', Buffer.alloc(0))
    put(models, 'good.safetensors', whole)
    const [result] = await scan()
    expect(result?.faults.map(({ code, file }) => [code, path.basename(file ?? '')])).toEqual([
      ['model-broken', 'cut.safetensors'],
      ['model-broken', 'empty.safetensors'],
      ['model-broken', 'more.safetensors'],
      ['model-broken', 'pickle.safetensors'],
    ])
    expect(known()).toEqual([['good.safetensors', sha(whole)]])
  })

  test('does not record a file that changes meanwhile', async () => {
    const file = put(models, 'a.safetensors', safetensors(LORA, 1))
    await library.close()
    const hasher: Hasher = {
      hash: async read => {
        writeFileSync(read, safetensors([...LORA, 'more'], 3))
        return { sha256: sha(safetensors(LORA, 1)), bytes: safetensors(LORA, 1).length }
      },
      close: async () => undefined,
    }
    library = new ModelLibrary(createModelStore(db), hasher)
    expect(await scan()).toMatchObject([{ found: 0, hashed: 0, faults: [{ code: 'model-changed', file }] }])
    expect(known()).toEqual([])
  })

  test('without a folder looks through all that were scanned; refuses what is none', async () => {
    await expect(library.scan(null)).rejects.toMatchObject({ problems: [{ code: 'no-model-folder' }] })
    await expect(library.scan(path.join(base, 'none'))).rejects.toMatchObject({
      problems: [{ code: 'no-such-folder' }],
    })
    await expect(library.scan(path.join(base, 'burst.db'))).rejects.toMatchObject({ exit: 'usage' })
    put(base, 'second/b.safetensors', safetensors(LORA, 2))
    await scan()
    await scan(path.join(base, 'second'))
    put(models, 'a.safetensors', safetensors(LORA, 1))
    expect(await scan(null)).toMatchObject([
      { folder: models, found: 1 },
      { folder: path.join(base, 'second'), found: 1 },
    ])
  })

  test('keeps what it knows of a folder whose disk is not there now', async () => {
    put(models, 'a.safetensors', safetensors(LORA, 1))
    await scan()
    renameSync(models, `${models}-away`)
    expect(await scan(null)).toMatchObject([{ found: 0, gone: 0, faults: [{ code: 'no-such-folder', file: models }] }])
    expect(known()).toHaveLength(1)
    renameSync(`${models}-away`, models)
    expect(await scan(null)).toMatchObject([{ found: 1, hashed: 0, gone: 0, faults: [] }])
  })

  test('ends, and nothing else does, where what was read cannot be recorded', async () => {
    put(models, 'a.safetensors', safetensors(LORA, 1))
    const store = createModelStore(db)
    const full = () => {
      throw new Error('database or disk is full')
    }
    library = new ModelLibrary({ ...store, put: full }, createHasher())
    expect(await scan()).toMatchObject([{ faults: [{ code: 'scan-failed' }] }])
    expect(library.news().scan).toBeNull()
  })

  test('tells how far it is, by bytes', async () => {
    put(models, 'a.safetensors', safetensors(LORA, 1))
    put(models, 'b.safetensors', safetensors(LORA, 2))
    const told: unknown[] = []
    library.onChange(() => told.push(library.news().scan))
    await scan()
    const each = safetensors(LORA, 1).length
    expect(told).toContainEqual({
      folder: models,
      file: path.join(models, 'b.safetensors'),
      files: 2,
      filesDone: 1,
      bytes: each * 2,
      bytesDone: each,
    })
    expect(told.at(-1)).toBeNull()
  })
})

test('the hashing thread tells of a file that is not there, and goes on', async () => {
  const hasher = createHasher()
  const file = put(base, 'x', Buffer.from('x'))
  await expect(hasher.hash(path.join(base, 'none'), () => undefined)).rejects.toThrow('ENOENT')
  expect(await hasher.hash(file, () => undefined)).toMatchObject({ sha256: sha(Buffer.from('x')), bytes: 1 })
  await hasher.close()
  expect(await hasher.hash(file, () => undefined)).toMatchObject({ bytes: 1 })
  await hasher.close()
})
