import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { APP_ROOT } from './app-root.ts'
import { roleCommand, ROLES, takeRole } from './roles.ts'

describe('the roles of the app', () => {
  it.each(ROLES)('%s is a file of its own in a checkout', role => {
    const [program, file = ''] = roleCommand(role)
    expect(program).toBe(process.execPath)
    expect(existsSync(file)).toBe(true)
  })

  it('are the bundle with a flag where there are no sources, and the app itself once it is packaged', () => {
    const bundle = { execPath: '/app/burst', fromSources: false, packaged: false }
    expect(roleCommand('web', bundle)).toEqual([
      '/app/burst',
      path.join(APP_ROOT, 'out/main/main.js'),
      '--burst-role=web',
    ])
    expect(roleCommand('web', { ...bundle, packaged: true })).toEqual(['/app/burst', '--burst-role=web'])
  })

  it.each([
    [['burst', '--burst-role=cli', 'list', '--json']],
    [['electron', 'out/main/main.js', '--burst-role=cli', 'list', '--json']],
  ])('are taken out of the command line %j', argv => {
    expect(takeRole(argv)).toBe('cli')
    expect(argv.slice(2)).toEqual(['list', '--json'])
  })

  it('are not wanted by a plain start, and never turn into a window when they are not known', () => {
    const argv = ['burst', '/some/lights.prompt.yaml']
    expect(takeRole(argv)).toBeNull()
    expect(argv).toHaveLength(2)
    expect(() => takeRole(['burst', '--burst-role=shell'])).toThrow('there is no role shell')
  })

  it.each([
    [['burst', 'kill-all', '--confirm']],
    [['burst', '--json', 'list']],
    [['burst', '--home', '/some/where', 'run', 'lights.prompt.yaml']],
    [['burst', '--help']],
  ])('are the terminal where a packaged app is given a command: %j', argv => {
    const given = argv.slice(1)
    expect(takeRole(argv, { packaged: true })).toBe('cli')
    expect(argv.slice(2)).toEqual(given)
  })

  it.each([
    [['burst']],
    [['burst', '/home/me/lights.prompt.yaml']],
    [['burst', 'lights.prompt.yaml', '--no-sandbox']],
    [['C:\\Burst\\burst.exe', 'C:\\Users\\me\\lights.prompt.yaml']],
    [['burst', '-psn_0_12345']],
  ])('are the window for what a desktop starts it with: %j', argv => {
    expect(takeRole(argv, { packaged: true })).toBeNull()
  })

  it('of an app in development are those that are asked for', () => {
    expect(takeRole(['electron', 'out/main/main.js', 'list'], { packaged: false })).toBeNull()
  })
})
