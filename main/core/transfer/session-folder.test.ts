import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSessionFolders, sessionFolderName } from './session-folder.ts'

const folders = createSessionFolders()
let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-folder-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('makes a folder that is not there, with those above it, and takes an empty one', async () => {
  const folder = path.join(root, 'a', 'b')
  expect(await folders.claim({ folder })).toBe(folder)
  expect(existsSync(folder)).toBe(true)
  expect(await folders.claim({ folder })).toBe(folder)
})

test('refuses a folder with anything in it, and a file in its place', async () => {
  mkdirSync(path.join(root, 'full'))
  writeFileSync(path.join(root, 'full', '.hidden'), '')
  writeFileSync(path.join(root, 'file'), '')
  await expect(folders.claim({ folder: path.join(root, 'full') })).rejects.toMatchObject({
    exit: 'usage',
    problems: [{ code: 'out-not-empty' }],
  })
  for (const folder of [path.join(root, 'file'), path.join(root, 'file', 'under')])
    await expect(folders.claim({ folder })).rejects.toMatchObject({
      exit: 'usage',
      problems: [{ code: 'out-not-writable' }],
    })
})

test('two sessions of one name in one second get folders of their own', async () => {
  const wanted = { parent: path.join(root, 'sessions'), name: 'x' }
  const claimed = [await folders.claim(wanted), await folders.claim(wanted), await folders.claim(wanted)]
  expect(claimed.map(folder => path.basename(folder))).toEqual(['x', 'x-2', 'x-3'])
})

test('a session is named by its instant, and by nothing that leads elsewhere', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5)
  expect(sessionFolderName('lighthouses', at)).toBe('20260102_030405-lighthouses')
  expect(sessionFolderName('Old Charts-etching v1.5', at)).toBe('20260102_030405-Old Charts-etching v1.5')
  expect(sessionFolderName('../a b:c\u0000/été. ', at)).toBe('20260102_030405-.._a b_c__été_')
  expect(sessionFolderName('x'.repeat(1000), at).length).toBeLessThan(220)
})
