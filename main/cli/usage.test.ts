import { describe, expect, test } from 'vitest'
import { runWith } from './testing/fake-host.ts'

describe('mistakes on the command line', () => {
  test.each([
    [['lsit'], 'unknown-command', 'lsit', 'Did you mean list?'],
    [['reckon'], 'unknown-command', 'reckon', 'burst help'],
    [['docter'], 'unknown-command', 'docter', 'burst help'],
    [['list', '--jsn'], 'unknown-option', '--jsn', 'burst help list'],
    [['show'], 'missing-argument', 'id', 'burst help show'],
    [['list', 'surplus'], 'excess-arguments', 'list', 'burst help list'],
    [['run', 'x', '--lanes', '0'], 'invalid-argument', '--lanes', 'burst help run'],
    [['run', 'x', '--lanes', 'two'], 'invalid-argument', '--lanes', 'burst help run'],
    [['run', 'x', '-n', '0'], 'invalid-argument', '--count', 'burst help run'],
    [['run', 'x', '--max-cost', '-1'], 'invalid-argument', '--max-cost', 'burst help run'],
    [['run', 'x', '--strategy', 'cold'], 'invalid-argument', '--strategy', 'burst help run'],
    [['run', 'x', '--out'], 'option-missing-argument', '--out', 'burst help run'],
    [['images', 'delete', 'img-1'], 'not-confirmed', 'nobody is there to ask', '--confirm'],
    [['run'], 'missing-argument', 'template', 'burst run lighthouses'],
    [['run', 'a', '-t', 'b'], 'template-twice', 'twice', '-t'],
    [['run', 'job.json', '--session-name', 'x'], 'flag-for-templates-only', '--session-name', '--session-name'],
    [['run', 'job.json', '--seed', '4'], 'flag-for-templates-only', '--seed', '--seed'],
    [['expand', 'x', '--seed', '1.5'], 'invalid-argument', '--seed', 'burst help expand'],
    [['spend', '--from', 'yesterday'], 'invalid-argument', '--from', 'burst help spend'],
    [['spend', '--from', '2026-02-30'], 'invalid-argument', '--from', 'burst help spend'],
    [['spend', '--from', '2026-03-02', '--to', '2026-03-01'], 'empty-period', '--from', 'Exchange'],
    [['spend', '--export', 'csv'], 'json-and-csv', '--export', 'Leave one'],
    [['events', '--since', '-3'], 'invalid-argument', '--since', 'burst help events'],
    [['sandbox', 'speed', '0'], 'invalid-argument', 'factor', 'burst help sandbox speed'],
    [['kill', 'i1'], 'not-confirmed', 'nobody is there to ask', '--confirm'],
    [['kill-all'], 'not-confirmed', 'nobody is there to ask', '--confirm'],
  ])('%j exits 2 and names what to do', async (args, code, inMessage, inRemedy) => {
    const ran = await runWith([...args, '--json'])
    const { error } = JSON.parse(ran.out)
    expect(error.code).toBe(code)
    expect(error.message).toContain(inMessage)
    expect(error.remedy).toContain(inRemedy)
    expect(ran).toMatchObject({ code: 2, err: '', calls: [] })
  })

  test('without --json they are said on stderr, and stdout stays empty', async () => {
    const ran = await runWith(['list', '--nonsense'])
    expect(ran.code).toBe(2)
    expect(ran.out).toBe('')
    expect(ran.err).toMatch(/^error: .*--nonsense.*\n {2}.*burst help list/)
  })

  test('no command at all says where they are listed', async () => {
    expect(await runWith([])).toMatchObject({ code: 2, err: expect.stringContaining('burst help') })
  })
})

describe('help and version', () => {
  test.each([[['--help']], [['help']], [['help', 'run']], [['run', '--help']]])('%j is a result', async args => {
    const ran = await runWith(args)
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(ran.out).toContain('Example')
  })

  test('the version is one line', async () => {
    expect(await runWith(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n' })
  })

  test('every command has a description and help of its own', async () => {
    const { out } = await runWith(['help'])
    for (const command of COMMANDS) {
      expect(out).toMatch(new RegExp(`^  ${command}\\b.* \\w+`, 'm'))
      expect((await runWith(['help', command])).out).toContain(`Usage: burst ${command}`)
    }
  })
})

const COMMANDS = [
  'expand',
  'templates',
  'estimate',
  'offers',
  'providers',
  'images',
  'keys',
  'models',
  'run',
  'list',
  'show',
  'resume',
  'pause',
  'finish',
  'cancel',
  'events',
  'instances',
  'kill',
  'kill-all',
  'clear-account',
  'adopt',
  'unlatch',
  'watch',
  'guard',
  'spend',
  'budget',
  'alerts',
  'audit',
  'config',
  'sandbox',
  'engine',
  'doctor',
]

test('the home is the flag, else BURST_HOME, else the platform folder', async () => {
  const calls = { 'bursts.list': () => [] }
  const opened = async (args: string[], env: NodeJS.ProcessEnv) =>
    (await runWith([...args, 'list'], { calls, host: { env } })).did[0]
  expect(await opened(['--home', 'mine'], { BURST_HOME: '/theirs' })).toBe('open /work/mine look')
  expect(await opened([], { BURST_HOME: '/theirs' })).toBe('open /theirs look')
  expect(await opened([], { XDG_DATA_HOME: '/data' })).toBe('open /data/burst look')
  expect(await opened([], {})).toBe('open /users/me/.local/share/burst look')
})
