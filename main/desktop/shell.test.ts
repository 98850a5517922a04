import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { Api, KillReport, SafetyView, StreamEvent, StreamName } from '../../common/contract.ts'
import { running, sampleBurst } from '../cli/testing/samples.ts'
import { SCREENS } from './menu.ts'
import { runShell, type ShellOptions } from './shell.ts'
import { fakeElectron, item } from './testing/fake-electron.ts'
import { fr } from './text/fr.ts'

const QUIET: SafetyView = {
  lookedAt: '2026-01-01T00:00:00.000Z',
  instances: [],
  providers: [{ provider: 'ovh', ok: true, askedAt: '2026-01-01T00:00:00.000Z' }],
  pricesPerHour: [],
  picturesNotHome: 0,
  announced: [],
  latched: false,
}
const RUNNING: SafetyView = {
  ...QUIET,
  instances: [
    {
      id: 'i-1',
      provider: 'ovh',
      name: 'burst-x',
      state: 'running',
      billing: 'full',
      whose: 'ours',
      burstId: 'b',
      createdAt: '2026-01-01T00:00:00.000Z',
      uptimeSeconds: 1,
      pricePerHour: { amount: 3.36, currency: 'EUR', taxIncluded: true, simulated: false },
      cost: null,
      endBy: null,
      deadMan: 'none',
    },
  ],
  pricesPerHour: [{ amount: 3.36, currency: 'EUR', taxIncluded: true, simulated: false }],
  picturesNotHome: 12,
}
const CLEAN: KillReport = { terminated: ['i-1'], alreadyGone: [], unconfirmed: [], providers: [], seconds: 1 }

/** An engine that publishes what a test says. */
function engine(report: KillReport = CLEAN) {
  const calls: string[] = []
  const listeners = new Map<StreamName, (event: never) => void>()
  const api: Api = {
    async call(name) {
      calls.push(name)
      if (name === 'instances.killAll') return report as never
      if (name === 'watchdog.look') return { news: [], announced: [] } as never
      throw new Error(`${name} was not prepared`)
    },
    async subscribe(name, _, listener, signal) {
      listeners.set(name, listener)
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
  }
  function publish<K extends StreamName>(name: K, event: StreamEvent<K>): void {
    listeners.get(name)?.(event as never)
  }
  return { api, calls, publish, burst: (burst: BurstSummary) => publish('bursts', { type: 'changed', burst }) }
}

type More = Parameters<typeof fakeElectron>[0] & {
  argv?: string[]
  report?: KillReport
  platform?: NodeJS.Platform
  /** A newer version that can be had. */
  newer?: string
}

async function start({ argv = ['burst'], report, platform = 'linux', newer, ...prepared }: More = {}) {
  const fake = fakeElectron(prepared)
  const core = engine(report)
  const remembered = new Map<string, unknown>()
  const dropped: (readonly string[])[] = []
  const closed: string[] = []
  const options: ShellOptions = {
    electron: fake.electron,
    argv,
    platform,
    paths: { page: '/app/page', preload: '/app/preload.cjs', trayIcon: '/app/tray.png' },
    memory: { get: key => remembered.get(key), set: (key, value) => void remembered.set(key, value) },
    openFace: async () => ({ api: core.api, close: async () => void closed.push('face') }),
    addDropped: async (_, paths) => {
      dropped.push(paths)
      return { added: paths.map(file => `/home/templates${file}`), problems: [] }
    },
    leaveEngine: () => void closed.push('engine left'),
    thumbs: { of: async file => file },
    updater:
      newer === undefined ? null : { fetch: async () => newer, install: () => void closed.push(`installs ${newer}`) },
    makeThumbsAhead: async (_api, signal) =>
      await new Promise(resolve => signal.addEventListener('abort', () => resolve())),
    log: () => undefined,
    rest: async () => undefined,
  }
  await runShell(options)
  return { ...fake, ...core, remembered, dropped, closed }
}

const settled = async () => await vi.waitFor(() => undefined)
const flush = async () => await new Promise(resolve => setImmediate(resolve))

afterEach(settled)

describe('the start', () => {
  it('is sandboxed and has its scheme before Electron is ready, and loads the page', async () => {
    const { did, windows, channels } = await start()
    const scheme = [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]
    expect(did.slice(0, 3)).toEqual(['sandbox', `scheme ${JSON.stringify(scheme)}`, 'ready'])
    expect(windows).toHaveLength(1)
    expect(windows[0]?.did).toEqual(['load app://burst/'])
    windows[0]?.emitter.emit('ready-to-show')
    expect(windows[0]?.did).toContain('show')
    expect(channels()).toEqual(['burst:call'])
  })

  it('gives way to the app that runs already', async () => {
    const { did, windows } = await start({ locked: true })
    expect(did.at(-2)).toBe('quit')
    expect(windows).toEqual([])
  })

  it.each(['--remote-debugging-port=9222', '--remote-debugging-pipe', '--inspect', '--inspect-brk=1'])(
    'of a packaged app is refused with %s',
    async argument => {
      const { did, windows } = await start({ packaged: true, argv: ['burst', argument] })
      expect([did, windows]).toEqual([['sandbox', 'exit 1'], []])
    },
  )

  it('takes templates from the command line, shows them, and starts nothing', async () => {
    const { dropped, windows, calls } = await start({
      argv: ['burst', '--flag', '/a/lights.prompt.yaml', '/etc/passwd'],
    })
    expect(dropped).toEqual([['/a/lights.prompt.yaml']])
    expect(windows[0]?.sent).toEqual([
      { kind: 'navigate', path: `/templates/view?path=${encodeURIComponent('/home/templates/a/lights.prompt.yaml')}` },
    ])
    expect(calls).toEqual([])
  })

  it('that is a second one shows the window and its template', async () => {
    const { app, windows, dropped } = await start()
    app('second-instance', {}, ['burst', '/b.prompt.yaml'])
    await flush()
    expect(windows[0]?.did).toContain('focus')
    expect(dropped).toEqual([['/b.prompt.yaml']])
  })
})

describe('the window', () => {
  it('goes away when nothing runs, and ends the app', async () => {
    const { windows, publish, app, did, closed } = await start()
    publish('safety', QUIET)
    expect(windows[0]?.close()).toBe(true)
    app('window-all-closed')
    await flush()
    await flush()
    expect(did).toContain('exit 0')
    expect(closed).toEqual(['face'])
  })

  it('hides while something runs, says so once, and comes back from the tray', async () => {
    const { windows, publish, notices, trays } = await start()
    publish('safety', RUNNING)
    for (let time = 0; time < 2; time++) expect(windows[0]?.close()).toBe(false)
    expect(windows[0]?.did.filter(what => what === 'hide')).toHaveLength(2)
    expect(notices.map(({ title }) => title)).toEqual(['Burst goes on'])
    trays[0]?.click()
    expect(windows[0]?.did.slice(-2)).toEqual(['show', 'focus'])
  })

  it('hides also while nobody knows what runs', async () => {
    const { windows, publish } = await start()
    expect(windows[0]?.close()).toBe(false)
    publish('safety', { ...QUIET, providers: [{ provider: 'ovh', ok: false, askedAt: '', error: 'down' }] })
    expect(windows[0]?.close()).toBe(false)
  })

  it('opens where it was', async () => {
    const { windows, publish, remembered, app } = await start()
    publish('safety', QUIET)
    windows[0]?.close()
    expect(remembered.get('place')).toEqual({ x: 10, y: 20, width: 1280, height: 860 })
    app('activate')
    expect(windows[0]?.options).toMatchObject({ x: 10, y: 20, width: 1280, height: 860 })
  })
})

describe('the tray', () => {
  it('says what bills, and ends everything with every window closed', async () => {
    const { windows, publish, trays, calls, notices } = await start()
    publish('safety', RUNNING)
    windows[0]?.close()
    expect(trays[0]?.tooltip).toBe('Burst: 1 running · €3.36 an hour')
    const inside = item(trays[0]?.menu ?? [], 'Kill all (1)', 'End every instance now')
    item(trays[0]?.menu ?? [], '12 pictures not home yet')
    inside.click?.({} as never, undefined, {})
    await flush()
    expect(calls).toContain('instances.killAll')
    expect(notices.map(({ title }) => title)).toContain('Everything is seen gone')
  })

  it('says when a provider does not answer', async () => {
    const { publish, trays } = await start()
    publish('safety', { ...QUIET, providers: [{ provider: 'ovh', ok: false, askedAt: '', error: 'down' }] })
    item(trays[0]?.menu ?? [], 'What runs is not known')
    item(trays[0]?.menu ?? [], 'No answer from ovh: may be billing')
  })
})

describe('the end', () => {
  it('is not held up when nothing bills', async () => {
    const { quit, publish, did, asked, closed } = await start()
    publish('safety', QUIET)
    quit()
    await flush()
    await flush()
    expect(asked).toEqual([])
    expect([did.at(-1), closed]).toEqual(['exit 0', ['face']])
  })

  it('is held at once and asked about while something bills; the safe answer is the usual one', async () => {
    const { quit, publish, did, asked, closed } = await start()
    publish('safety', RUNNING)
    quit()
    quit()
    expect(did).not.toContain('quitted')
    await flush()
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      message: 'An instance runs and bills.',
      detail: expect.stringContaining('nothing else ends all of them'),
      defaultId: 2,
      cancelId: 2,
    })
    expect(closed).toEqual([])
  })

  it('says until when it bills and what it costs at most', async () => {
    const { quit, publish, asked } = await start({ answers: [2] })
    const [instance] = RUNNING.instances
    if (!instance) throw new Error('nothing runs')
    const ending = { ...instance, endBy: '2026-01-01T01:00:00.000Z', uptimeSeconds: 1800, deadMan: 'strong' }
    publish('safety', { ...RUNNING, instances: [ending] })
    quit()
    await flush()
    expect(asked[0]?.detail).toContain('they are gone in 30 minutes, for €1.68 more at most')
  })

  it('ends everything first when the user says so', async () => {
    const { quit, publish, did, calls, closed } = await start({ answers: [0] })
    publish('safety', RUNNING)
    quit()
    await flush()
    await flush()
    expect([calls, did.at(-1), closed]).toEqual([['watchdog.look', 'instances.killAll'], 'exit 0', ['face']])
  })

  it('does not come silently when something is not proven gone', async () => {
    const left = {
      ...CLEAN,
      terminated: [],
      unconfirmed: ['i-1'],
      providers: [{ provider: 'vast', ok: false, askedAt: '' }],
    }
    const { quit, publish, asked, did } = await start({ answers: [0, 0], report: left })
    publish('safety', RUNNING)
    quit()
    await flush()
    await flush()
    expect(asked[1]).toMatchObject({ message: 'Some may still be billing.' })
    expect(asked[1]?.detail).toContain('i-1, everything at vast')
    expect(did).not.toContain('exit 0')
    quit()
    await flush()
    expect(asked.length).toBeGreaterThan(2)
  })

  it('leaves an engine behind when the user wants it to go on', async () => {
    const { quit, publish, calls, closed, did } = await start({ answers: [1] })
    publish('safety', RUNNING)
    quit()
    await flush()
    await flush()
    expect([calls, closed, did.at(-1)]).toEqual([['watchdog.look'], ['engine left', 'face'], 'exit 0'])
  })
})

describe('the language', () => {
  it('is that of the system, until the page speaks another one, and then that', async () => {
    const { menu, publish, trays, windows, say, remembered } = await start({ locale: 'fr-CA' })
    publish('safety', RUNNING)
    expect(menu().map(({ label }) => label)).toContain('Fichier')
    expect(trays[0]?.tooltip).toContain('1 tourne')
    const event = windows[0]?.event()
    if (!event) throw new Error('there is no window')
    expect(await say(event, { kind: 'speak', language: 'en' })).toMatchObject({ ok: true })
    expect(menu().map(({ label }) => label)).toContain('File')
    expect(trays[0]?.tooltip).toContain('1 running')
    expect(remembered.get('language')).toBe('en')
  })

  it('has a word for everything that is said', () => {
    const said = readdirSync(import.meta.dirname)
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map(name => readFileSync(path.join(import.meta.dirname, name), 'utf8'))
      .flatMap(source => [...source.matchAll(/\bsay\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text ?? ''))
    expect(said.length).toBeGreaterThan(20)
    const missing = [...said, ...SCREENS.map(([label]) => label)].filter(
      text => !(text in fr) && !(`${text}_other` in fr) && text !== '{{first}} and {{second}}',
    )
    expect(missing).toEqual([])
  })
})

describe('a newer version', () => {
  it('is told of, and installed by an end at which nothing bills', async () => {
    const { quit, publish, notices, closed, did } = await start({ newer: '0.2.0' })
    publish('safety', QUIET)
    await flush()
    expect(notices).toMatchObject([{ title: 'Burst 0.2.0 is ready' }])
    expect(closed).toEqual([])
    quit()
    await flush()
    expect([closed, did.filter(what => what.startsWith('exit'))]).toEqual([['face', 'installs 0.2.0'], []])
  })

  it('waits while something runs on without the window', async () => {
    const { quit, publish, closed, did } = await start({ newer: '0.2.0', answers: [1] })
    publish('safety', RUNNING)
    quit()
    await flush()
    await flush()
    expect([closed, did.at(-1)]).toEqual([['engine left', 'face'], 'exit 0'])
  })

  it('waits while an end is not proven, and comes with the one that is', async () => {
    const silent = { ...CLEAN, unconfirmed: ['i-1'] }
    const unproven = await start({ newer: '0.2.0', answers: [0, 1], report: silent })
    const proven = await start({ newer: '0.2.0', answers: [0] })
    for (const { publish, quit } of [unproven, proven]) {
      publish('safety', RUNNING)
      quit()
    }
    await flush()
    await flush()
    await flush()
    expect([unproven.closed, unproven.did.at(-1)]).toEqual([['face'], 'exit 0'])
    expect(proven.closed).toEqual(['face', 'installs 0.2.0'])
  })
})

describe('what the user is told', () => {
  it('is that a burst ended, with the way to its receipt, and once', async () => {
    const { burst, notices, windows } = await start()
    burst(running(5))
    burst(sampleBurst({ endedAt: '2026-01-01T00:00:00.000Z', state: 'completed' }))
    burst(sampleBurst({ endedAt: '2026-01-01T00:00:00.000Z', state: 'completed' }))
    expect(notices).toHaveLength(1)
    notices[0]?.click()
    expect(windows[0]?.sent).toEqual([{ kind: 'navigate', path: `/bursts/${sampleBurst().id}/receipt` }])
  })

  it('is every alert that is raised, with the way to where something can be done', async () => {
    const { publish, notices, windows } = await start()
    const alert = { id: 1, at: '2026-01-01T00:00:00.000Z', kind: 'budget' as const, message: '80 %', simulated: false }
    publish('alerts', { type: 'snapshot', alerts: [alert] })
    publish('alerts', { type: 'raised', alert: { ...alert, id: 2, message: 'used up' } })
    publish('alerts', { type: 'raised', alert: { ...alert, id: 3, kind: 'watchdog', message: 'an orphan' } })
    expect(notices.map(({ body }) => body)).toEqual(['used up', 'an orphan'])
    notices[1]?.click()
    expect(windows[0]?.sent).toEqual([{ kind: 'navigate', path: '/instances' }])
  })

  it('is nothing of what ended before the app was started', async () => {
    const { burst, notices } = await start()
    burst(sampleBurst({ endedAt: '2026-01-01T00:00:00.000Z', state: 'completed' }))
    expect(notices).toEqual([])
  })

  it('is how far it is, while the computer stays awake', async () => {
    const { burst, windows, did } = await start()
    burst(running(5))
    expect(windows[0]?.progress).toBe(0.25)
    expect(did.filter(what => what.startsWith('block'))).toEqual(['block prevent-app-suspension'])
    burst(sampleBurst({ endedAt: '2026-01-01T00:00:00.000Z', state: 'completed' }))
    expect(windows[0]?.progress).toBe(-1)
    expect(did.at(-1)).toBe('unblock 7')
  })

  it('is looked up again after the computer slept', async () => {
    const { power, calls } = await start()
    power('resume')
    await flush()
    expect(calls).toEqual(['watchdog.look'])
  })
})

describe('the menu', () => {
  it('leads to each screen, adds templates, and has developer tools only in development', async () => {
    const { menu, windows, dropped, calls } = await start()
    const click = (...labels: string[]) => item(menu(), ...labels).click?.({} as never, undefined, {})
    for (const [label, address] of SCREENS) {
      click('View', label)
      expect(windows[0]?.sent.at(-1)).toEqual({ kind: 'navigate', path: address })
    }
    click('File', 'Kill all', 'End every instance now')
    await flush()
    expect(calls).toContain('instances.killAll')
    click('File', 'Add templates…')
    await flush()
    expect(dropped).toEqual([['/chosen']])
    expect(JSON.stringify(menu())).toContain('toggleDevTools')
    expect(JSON.stringify((await start({ packaged: true })).menu())).not.toContain('toggleDevTools')
    expect(item((await start({ platform: 'darwin' })).menu(), 'Burst', 'Quit Burst').accelerator).toBe('CmdOrCtrl+Q')
  })
})

describe('starting at login', () => {
  it('is off until somebody wants it', async () => {
    const { menu, loginItems } = await start({ packaged: true, platform: 'win32' })
    const entry = item(menu(), 'File', 'Start at login')
    expect(entry).toMatchObject({ type: 'checkbox', checked: false })
    expect(loginItems).toEqual([])
    entry.click?.({ checked: true } as never, undefined, {})
    expect(loginItems).toEqual([{ openAtLogin: true }])
  })

  it.each([
    { packaged: true, platform: 'linux' as const },
    { packaged: false, platform: 'darwin' as const },
  ])('is not offered with %o', async options => {
    expect(JSON.stringify((await start(options)).menu())).not.toContain('Start at login')
  })
})

describe('what is kept from the page', () => {
  it.each(['app://burst/bursts/1', 'app://burst/'])('lets it go to %s', async address => {
    expect(await goesTo(address)).toBe(true)
  })

  it.each([
    'https://burst/',
    'app://burst.evil/',
    'app://user@burst/',
    'app://evil/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'nonsense',
  ])('does not let it go to %s', async address => {
    expect(await goesTo(address)).toBe(false)
  })

  async function goesTo(address: string): Promise<boolean> {
    const { windows } = await start()
    let stopped = 0
    const event = { preventDefault: () => (stopped += 1), url: address }
    for (const what of ['will-navigate', 'will-redirect', 'will-frame-navigate'])
      windows[0]?.contentsEmitter.emit(what, event, address)
    expect([0, 3]).toContain(stopped)
    return stopped === 0
  }

  it('opens no window, and in the browser only what Burst links to', async () => {
    const { windows, did } = await start()
    for (const url of [
      'https://github.com/x/y',
      'https://github.com.evil/x',
      'https://evil/github.com',
      'https://user@github.com/',
      'http://github.com/',
      'https://github.com:8443/',
      'javascript:alert(1)',
      'file:///etc/passwd',
      '\\\\server\\share',
    ])
      expect(windows[0]?.openHandler({ url })).toEqual({ action: 'deny' })
    await flush()
    expect(did.filter(what => what.startsWith('open '))).toEqual(['open https://github.com/x/y'])
  })

  it('embeds nothing', async () => {
    const { windows } = await start()
    let stopped = false
    windows[0]?.contentsEmitter.emit('will-attach-webview', { preventDefault: () => (stopped = true) })
    expect(stopped).toBe(true)
  })

  it('is every permission but to write text to the clipboard', async () => {
    const { session } = await start()
    const check = session['check'] as unknown as (contents: null, permission: string, origin: string) => boolean
    expect(check(null, 'clipboard-sanitized-write', 'app://burst/')).toBe(true)
    expect(check(null, 'clipboard-sanitized-write', 'https://evil/')).toBe(false)
    for (const permission of ['geolocation', 'media', 'notifications', 'usb', 'clipboard-read', 'midi'])
      expect(check(null, permission, 'app://burst/')).toBe(false)
    const device = session['device'] as unknown as () => boolean
    expect(device()).toBe(false)
  })

  it('are all paths but those of its own folder', async () => {
    const { load } = await start()
    for (const url of [
      'app://burst/../secret.js',
      'app://burst/%2e%2e%2fsecret.js',
      'app://evil/x.js',
      'https://burst/x.js',
    ])
      expect((await load({ method: 'GET', url })).status).toBe(404)
    expect((await load({ method: 'POST', url: 'app://burst/' })).status).toBe(405)
    const { headers } = await load({ method: 'GET', url: 'app://burst/none.js' })
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})
