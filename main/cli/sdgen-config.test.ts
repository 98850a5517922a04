import { describe, expect, test } from 'vitest'
import { BurstError } from '../../common/errors.ts'
import { sdgenConfig, sdgenNotes } from './sdgen-config.ts'
import { runWith } from './testing/fake-host.ts'

const filesWith = (text: string | null) => ({
  isFile: () => false,
  readText: (file: string) => (file === '/work/sdgen_config.json' ? text : null),
  writeJob: async () => undefined,
})
const configOf = (text: string | null) => sdgenConfig({ cwd: '/work', files: filesWith(text) })

describe("sdgen's settings of a folder", () => {
  test('are its own where it says nothing', () => {
    expect(configOf(null)).toBeNull()
    expect(configOf('{}')).toMatchObject({ library: '/work/prompts', sessions: '/work/results' })
    expect(configOf('{"configs_dir": "../lib", "output_dir": "/out", "api_url": "http://x"}')).toMatchObject({
      library: '/lib',
      sessions: '/out',
    })
  })

  test.each([
    ['{"configs_dir": 3}', 'configs_dir', undefined],
    ['{\n  "configs_dir": "a",\n}', 'not JSON', 3],
    ['[]', 'sdgen_config.json', undefined],
    ['', 'not JSON', 1],
  ])('%s is refused with its place', (text, what, line) => {
    try {
      configOf(text)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof BurstError)) throw error
      const [problem] = error.problems
      expect(problem).toMatchObject({ code: 'sdgen-config-invalid', file: '/work/sdgen_config.json' })
      expect(problem?.message).toContain(what)
      expect(problem?.line).toBe(line)
    }
  })

  test('are told, and credentials in them are warned of', () => {
    const config = configOf('{"cloud_providers": {"runpod": {"api_key": "k"}}}')
    const notes = config ? sdgenNotes(config, 'templates and sessions') : []
    expect(notes).toEqual([
      'sdgen_config.json: templates from /work/prompts, sessions to /work/results, where no flag or setting says otherwise',
      expect.stringContaining('burst providers import'),
    ])
    expect(notes.join()).not.toContain('"k"')
  })

  test('reach the engine as what is used where neither flag nor setting speaks', async () => {
    const host = { files: filesWith('{}') }
    const calls = { 'templates.list': () => [] }
    const listed = await runWith(['templates'], { calls, host })
    expect(listed.calls).toEqual([['templates.list', { here: '/work/prompts' }]])
    expect(listed.err).toContain('templates from /work/prompts')
  })
})
