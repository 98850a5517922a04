import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APP_ROOT } from '../app-root.ts'
import { collectSet } from './collect-set.ts'

const SAMPLES = path.join(APP_ROOT, 'resources/templates')
let root: string

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-set-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const names = async (...dropped: string[]) => (await collectSet(dropped)).files.map(({ name }) => name).toSorted()

describe('what is dropped on the window', () => {
  it('brings along every file that a template refers to', async () => {
    expect(await names(path.join(SAMPLES, 'fox-prints.prompt.yaml'))).toEqual([
      'fox-prints.prompt.yaml',
      'templates/pools/print-styles.yaml',
    ])
  })

  it('takes whole folders, without what is hidden, linked, or no YAML', async () => {
    const library = path.join(root, 'library')
    for (const folder of ['pools', '.git']) mkdirSync(path.join(library, folder), { recursive: true })
    for (const file of ['a.prompt.yaml', 'pools/b.yaml', 'preview.png', '.git/config.yaml'])
      writeFileSync(path.join(library, file), 'x')
    writeFileSync(path.join(root, 'secret.yaml'), 'secret')
    symlinkSync(path.join(root, 'secret.yaml'), path.join(library, 'link.yaml'))
    symlinkSync(root, path.join(library, 'loop'))
    expect(await names(library)).toEqual(['a.prompt.yaml', 'library/pools/b.yaml'])
  })

  it('leaves behind links, devices, and what is not there', async () => {
    writeFileSync(path.join(root, 'secret.prompt.yaml'), 'secret')
    symlinkSync(path.join(root, 'secret.prompt.yaml'), path.join(root, 'link.prompt.yaml'))
    expect(await names(path.join(root, 'link.prompt.yaml'), '/dev/zero', path.join(root, 'no.yaml'))).toEqual([])
  })

  it('takes a template that is broken, so that its page can say why', async () => {
    const broken = path.join(root, 'broken.prompt.yaml')
    writeFileSync(broken, 'prompt: [')
    expect(await names(broken)).toEqual(['broken.prompt.yaml'])
  })
})
