import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { guardPlan } from '../guard/guard-plan.ts'
import { runWith } from '../testing/fake-host.ts'

const HOME = '/users/me/a "home" 100% $HOME'

const planFor = (platform: NodeJS.Platform) =>
  guardPlan({
    platform,
    userFolder: platform === 'win32' ? 'C:\\Users\\me' : '/users/me',
    env: { BURST_PASSPHRASE_FILE: '/users/me/pass & word' },
    uid: 501,
    home: platform === 'win32' ? 'C:\\Users\\me\\burst' : HOME,
    program: ['/opt/Burst & Co/burst', '--burst-role=cli'],
  })

describe('guard', () => {
  test('sets a user timer of systemd, and takes it away', async () => {
    const installed = await runWith(['--json', '--home', '/data/burst', 'guard', 'install'])
    const { name, ...document } = JSON.parse(installed.out)
    expect(document).toMatchObject({ installed: true, system: 'systemd', everySeconds: 300 })
    expect(installed.did).toEqual([
      `systemctl --user disable --now ${name}.timer`,
      `write /users/me/.config/systemd/user/${name}.service`,
      `write /users/me/.config/systemd/user/${name}.timer`,
      'systemctl --user daemon-reload',
      `systemctl --user enable --now ${name}.timer`,
    ])
    const removed = await runWith(['--json', '--home', '/data/burst', 'guard', 'remove'])
    expect(JSON.parse(removed.out)).toMatchObject({ installed: false, name })
    expect(removed.did).toContain(`remove /users/me/.config/systemd/user/${name}.timer`)
  })

  test('a timer that the system does not take is an error with its words', async () => {
    const system = {
      uid: 1,
      run: async ([, , verb]: readonly string[]) =>
        verb === 'enable' ? { code: 1, output: 'no bus here' } : { code: 0, output: '' },
      write: async () => undefined,
      remove: async () => undefined,
    }
    const ran = await runWith(['--json', 'guard', 'install'], { host: { system } })
    expect(ran.code).toBe(1)
    expect(JSON.parse(ran.out).error.message).toContain('no bus here')
  })

  test('says whether it is set', async () => {
    const system = (code: number) => ({
      uid: 1,
      run: async () => ({ code, output: '' }),
      write: async () => undefined,
      remove: async () => undefined,
    })
    const asked = async (code: number) => (await runWith(['guard'], { host: { system: system(code) } })).out
    expect(await asked(0)).toMatch(/is set \(systemd\), every 5 minutes/)
    expect(await asked(1)).toMatch(/is not set/)
  })

  test('systemd gets every word as it is', () => {
    const [service] = planFor('linux').files
    expect(service?.content.toString()).toContain(
      String.raw`ExecStart="/opt/Burst & Co/burst" "--burst-role=cli" "--home" "/users/me/a \"home\" 100%% $$HOME" "watch" "--once"`,
    )
    expect(service?.content.toString()).toContain('Environment="BURST_PASSPHRASE_FILE=/users/me/pass & word"')
  })

  test('the files of launchd and Task Scheduler are XML in which every word is as it was', () => {
    const read = (xml: string) =>
      JSON.parse(
        execFileSync(
          'python3',
          [
            '-c',
            'import sys,json,xml.etree.ElementTree as t; print(json.dumps([e.text for e in t.fromstring(sys.stdin.buffer.read()).iter()]))',
          ],
          { input: xml },
        ).toString(),
      ) as (string | null)[]
    const [plist] = planFor('darwin').files
    expect(read(plist?.content.toString() ?? '')).toEqual(
      expect.arrayContaining([
        '/opt/Burst & Co/burst',
        '--home',
        HOME,
        'watch',
        '--once',
        '/users/me/pass & word',
        '300',
      ]),
    )
    const [task] = planFor('win32').files
    const xml = (task?.content.toString('utf16le') ?? '').replace('\uFEFF', '').replace('encoding="UTF-16"', '')
    expect(read(xml)).toEqual(
      expect.arrayContaining([
        '/opt/Burst & Co/burst',
        String.raw`"--burst-role=cli" "--home" "C:\Users\me\burst" "watch" "--once"`,
        'PT300S',
      ]),
    )
  })

  test('another platform is told what to do by itself', () => {
    expect(() => planFor('aix')).toThrow('no timer of aix')
  })
})
