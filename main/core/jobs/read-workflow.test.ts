import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BurstError } from '../../../common/errors.ts'
import { APP_ROOT } from '../app-root.ts'
import { readWorkflow } from './read-workflow.ts'

const WORKFLOWS = path.join(APP_ROOT, 'test/golden/workflows')
let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'burst-workflow-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const codeOf = async (file: string) =>
  await readWorkflow(file, null).then(
    () => null,
    (error: unknown) => (error instanceof BurstError ? error.problems[0]?.code : String(error)),
  )

test('finds the pictures that it starts from beside it, and nowhere else', async () => {
  const file = path.join(folder, 'w.json')
  copyFileSync(path.join(WORKFLOWS, 'from-a-picture.json'), file)
  expect((await readWorkflow(file, null)).problems).toMatchObject([
    { code: 'workflow-picture', message: expect.stringContaining('job1/in.png') },
  ])
  mkdirSync(path.join(folder, 'job1'))
  writeFileSync(path.join(folder, 'job1/in.png'), 'a picture')
  const { files, problems, isConfirmed } = await readWorkflow(file, {})
  expect([...files.values()]).toEqual([path.join(folder, 'job1/in.png').replaceAll('\\', '/')])
  expect({ problems, isConfirmed }).toEqual({ problems: [], isConfirmed: true })
})

test('says of a file what it is not', async () => {
  const at = (name: string) => path.join(folder, name)
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    .png()
    .toFile(at('plain.png'))
  mkdirSync(at('folder.json'))
  writeFileSync(at('broken.png'), 'no picture')
  writeFileSync(at('large.json'), ' '.repeat(4_000_001))
  expect(await codeOf(at('none.json'))).toBe('workflow-unreadable')
  expect(await codeOf(at('folder.json'))).toBe('workflow-unreadable')
  expect(await codeOf(at('plain.png'))).toBe('workflow-not-in-picture')
  expect(await codeOf(at('broken.png'))).toBe('workflow-unreadable')
  expect(await codeOf(at('large.json'))).toBe('workflow-too-large')
})
