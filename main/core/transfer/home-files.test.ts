import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DiskFullError, orDiskFull } from './disk-full.ts'
import { createHomeFiles } from './home-files.ts'

const files = createHomeFiles()
let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-files-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function* failing() {
  yield await Promise.resolve('{"half":')
  throw new Error('no more')
}

test('a record is there whole or as it was, and nothing is left beside it', async () => {
  const record = path.join(root, 'new', 'manifest.json')
  await files.writeRecord(record, ['{"a":', '1}'], { mode: 0o600 })
  await expect(files.writeRecord(record, failing())).rejects.toThrow('no more')
  expect(readFileSync(record, 'utf8')).toBe('{"a":1}')
  expect(statSync(record).mode & 0o777).toBe(0o600)
  expect(readdirSync(path.dirname(record))).toEqual(['manifest.json'])
})

test('a part file is no picture before it is renamed', async () => {
  const part = await files.openPart(root, 'a.png', 3)
  await part.write(Buffer.from('abc'))
  expect(await part.finish()).toMatchObject({ bytes: 3 })
  expect(readdirSync(root)).toEqual(['.a.png.part'])
  await files.rename(root, part, 'a.png')
  await files.syncFolder(root)
  expect(readdirSync(root)).toEqual(['a.png'])
  expect(await files.fingerprint(path.join(root, 'a.png'), 3, new AbortController().signal)).toEqual({
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  })
  expect(await files.fingerprint(path.join(root, 'a.png'), 4, new AbortController().signal)).toBeNull()
})

test('a part file that was left is gone on with, unless it is longer than the picture', async () => {
  const first = await files.openPart(root, 'a.png', 3)
  expect(first.held).toBe(0)
  await first.write(Buffer.from('ab'))
  await first.leave()
  const second = await files.openPart(root, 'a.png', 3)
  expect(second.held).toBe(2)
  await second.write(Buffer.from('c'))
  expect(await second.finish()).toEqual({
    bytes: 3,
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  })
  await second.leave()
  const third = await files.openPart(root, 'a.png', 2)
  expect(third.held).toBe(0)
  await third.leave()
  expect(readdirSync(root)).toEqual([])
})

test.each(['ENOSPC', 'EDQUOT'])('%s is a full disk', async code => {
  const failure = Object.assign(new Error('no'), { code })
  await expect(orDiskFull(root, () => Promise.reject(failure))).rejects.toBeInstanceOf(DiskFullError)
})

test('other failures stay what they are, and free space is told', async () => {
  await expect(orDiskFull(root, () => Promise.reject(new Error('else')))).rejects.toThrow('else')
  expect(await files.freeBytes(root)).toBeGreaterThan(0)
})

test('removes what dead processes left half written, and nothing else', async () => {
  for (const name of ['.a.png.part', '.manifest.json.0a1b2c3d.part', 'a.png', '.hidden', 'x.part'])
    writeFileSync(path.join(root, name), '')
  await files.removeParts(root)
  expect(readdirSync(root).toSorted()).toEqual(['.hidden', 'a.png', 'x.part'])
  await files.removeParts(path.join(root, 'not-there'))
})
