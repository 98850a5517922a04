import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Problem } from '../../common/errors.ts'
import { jobManifest, sample, TestHome } from './support/test-home.ts'

let home: TestHome
beforeEach(() => {
  home = new TestHome()
})
afterEach(() => home.end())

/** Runs what must be refused, and gives the problem that it was refused for. */
async function refused(code: number, ...args: string[]): Promise<Problem> {
  const { error } = await home.json<{ error: Problem }>([...args, '--provider', 'sandbox'], code)
  const [bursts, { instances }] = [await home.bursts(), await home.instances()]
  if (error.remedy === '') throw new Error('no remedy')
  if (bursts.length + instances.length > 0) throw new Error('something was rented')
  return error
}

function write(name: string, text: string): string {
  const file = path.join(home.root, name)
  writeFileSync(file, text)
  return file
}

function template(more: string): string {
  const head = "version: '2.0'\nname: T\n"
  const tail = 'generation:\n  mode: combinatorial\n  seed: 42\n  seed_mode: progressive\n  max_images: 4\n'
  return write('t.prompt.yaml', `${head}${tail}${more}`)
}

describe('bad input is refused before anything is rented', () => {
  test('broken YAML, with file, line and column', async () => {
    const file = template('prompt: [a lighthouse\n')
    const error = await refused(2, 'run', file)
    expect(error.file).toContain('t.prompt.yaml')
    expect(error.line).toBeGreaterThan(1)
    expect(error.column).toBeGreaterThan(0)
  })

  test('a variation file that is missing', async () => {
    const file = template('imports:\n  Sky: ./skies.yaml\nprompt: a lighthouse, {Sky}\n')
    expect((await refused(2, 'run', file)).message).toContain('skies.yaml')
  })

  test('a sampler that does not exist', async () => {
    const file = template('prompt: a lighthouse\nparameters:\n  sampler: Oiler\n')
    expect((await refused(2, 'run', file)).message).toContain('Oiler')
  })

  test.each([
    ['a template', () => template('prompt: a lighthouse\nparameters:\n  width: 7\n')],
    ['a job', () => write('job.json', JSON.stringify(jobManifest({ count: 2, size: 7 })))],
  ])('width 7 in %s', async (_what, file) => {
    expect(JSON.stringify(await refused(2, 'run', file()))).toContain('width')
  })

  test('n = 0', async () => {
    expect((await refused(2, 'run', sample('lighthouses'), '-n', '0')).message).toContain('--count')
  })

  test('a template that is not there', async () => {
    expect((await refused(2, 'run', 'lighthuoses')).message).toContain('lighthuoses')
  })

  test('an output folder with other files', async () => {
    const out = path.join(home.root, 'out')
    mkdirSync(out)
    writeFileSync(path.join(out, 'mine.txt'), 'mine')
    const error = await refused(2, 'run', sample('lighthouses'), '--out', out)
    expect(error.message).toContain(out)
    expect(readFileSync(path.join(out, 'mine.txt'), 'utf8')).toBe('mine')
  })

  test('a provider that is not there', async () => {
    const { error } = await home.json<{ error: Problem }>(['run', sample('lighthouses')], 5)
    expect(error.remedy).toContain('--provider sandbox')
  })

  test('a home that cannot be written', async () => {
    const file = write('taken', '')
    const ended = await home.burst('--home', path.join(file, 'home'), 'list')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('--home')
  })
})

test('a dry run gives plan and job and rents nothing', async () => {
  const { plan, job } = await home.json<{ plan: { images: number }; job: { prompts: unknown[] } }>(
    'run x --provider sandbox -n 3 --dry-run'.split(' ').with(1, sample('lighthouses')),
  )
  expect(plan.images).toBe(3)
  expect(job.prompts).toHaveLength(3)
})

test('expand --job writes a job that can be planned', async () => {
  const file = path.join(home.root, 'job.json')
  await home.json(['expand', sample('lighthouses'), '-n', '4', '--job', file])
  const { job } = await home.json<{ job: unknown }>(['run', file, '--provider', 'sandbox', '--dry-run'])
  expect(job).toEqual(JSON.parse(readFileSync(file, 'utf8')))
})

test('settings are kept, and a value out of range is refused', async () => {
  await home.json(['config', 'set', 'max-cost', '2.5'])
  expect(await home.json(['config', 'get', 'max-cost'])).toMatchObject({ value: 2.5 })
  expect((await home.burst('config', 'set', 'max-cost', '-1')).code).toBe(2)
  expect((await home.burst('config', 'set', 'nonsense', '1')).code).toBe(2)
})
