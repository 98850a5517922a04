import type { BrowserWindow } from 'electron'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../common/bridge-channels.ts'
import type { BridgeMessage } from '../../common/bridge.ts'
import type { Api, TemplatesAdded } from '../../common/contract.ts'
import { formatMoney, fromWireMoney } from '../../common/money.ts'
import type { Log } from '../core/log.ts'
import type { Thumbs } from '../core/pictures/thumbs.ts'
import { createBridge } from './bridge.ts'
import type { Electron } from './electron-parts.ts'
import { guardAllContents, guardSession } from './guard-page.ts'
import { menuTemplate } from './menu.ts'
import { noticeOf, noticeOfAlert, type Notice } from './notices.ts'
import { isOpenedToOthers, templatesIn } from './opened-files.ts'
import { SCHEME, START_URL } from './page-origin.ts'
import { createPageProtocol } from './page-protocol.ts'
import { createQuit, type QuitChoice } from './quit.ts'
import { billingOf, followShell, type Billing } from './shell-view.ts'
import { NO_PROGRESS, taskbarProgress } from './taskbar.ts'
import { createTray } from './tray.ts'
import { windowOptions } from './window-options.ts'
import { placeOf } from './window-place.ts'
import { followUpdates, type Updater } from './updates.ts'
import { sayIn, type Say } from './text/say.ts'
import { firstSpoken, Spoken } from '../../common/spoken.ts'

/** What belongs to the window alone. */
type Remembered = 'place' | 'saidTray' | 'language'

export type ShellOptions = {
  readonly electron: Electron
  readonly argv: readonly string[]
  readonly platform: NodeJS.Platform
  readonly paths: { readonly page: string; readonly preload: string; readonly trayIcon: string }
  /** What the window remembers between starts. */
  readonly memory: { get(key: Remembered): unknown; set(key: Remembered, value: unknown): void }
  readonly openFace: () => Promise<{ readonly api: Api; close(): Promise<void> }>
  readonly addDropped: (api: Api, paths: readonly string[]) => Promise<TemplatesAdded>
  /** Another process goes on with what is unfinished. */
  readonly leaveEngine: () => void
  readonly thumbs: Thumbs
  /** Null for a build that was made without a place to look for newer ones. */
  readonly updater: Updater | null
  /** Makes small copies of what comes home, until the signal aborts. */
  readonly makeThumbsAhead: (api: Api, signal: AbortSignal) => Promise<void>
  readonly log: Log
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * The desktop app: window, tray, menu, notifications, and an end that leaves nothing billing without a word.
 *
 * Runs from before Electron is ready. Resolves when the window stands, or at once where another start has the app.
 */
export async function runShell(options: ShellOptions): Promise<void> {
  const { electron, argv, platform, paths, memory, log } = options
  const { app, BrowserWindow, dialog, ipcMain, Menu, Notification, nativeTheme, powerMonitor, powerSaveBlocker } =
    electron
  const { protocol, screen, session, shell } = electron

  app.enableSandbox()
  if (app.isPackaged && isOpenedToOthers(argv)) return app.exit(1)
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  if (!app.requestSingleInstanceLock()) return app.quit()
  guardAllContents(app, { openExternal: address => shell.openExternal(address), log })

  let window: BrowserWindow | null = null
  const early: string[] = templatesIn(argv)
  app.on('open-file', (event, file) => {
    event.preventDefault()
    early.push(...templatesIn(['', file]))
  })
  await app.whenReady()

  guardSession(session.defaultSession)
  const face = await options.openFace()
  const { api } = face
  let say = sayIn(Spoken.safeParse(memory.get('language')).data ?? firstSpoken([app.getLocale()]))
  const leaving = new AbortController()
  const ahead = options.makeThumbsAhead(api, leaving.signal)
  protocol.handle(SCHEME, createPageProtocol({ api, folder: paths.page, thumbs: options.thumbs, log }))

  const bridge = createBridge({
    api,
    isWindow: contents => BrowserWindow.getAllWindows().some(one => one.webContents === contents),
    addDropped: async dropped => await options.addDropped(api, dropped),
    revealFolder: async folder => void (await shell.openPath(folder)),
    speak,
    log,
  })
  ipcMain.handle(CALL_CHANNEL, async (event, message) => await bridge.hear(event, message))

  function send(message: BridgeMessage): void {
    window?.webContents.send(EVENT_CHANNEL, message)
  }

  function open(path?: string): void {
    if (window === null) window = createWindow()
    else {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    }
    if (path === undefined) return
    if (window.webContents.isLoading())
      window.webContents.once('did-finish-load', () => send({ kind: 'navigate', path }))
    else send({ kind: 'navigate', path })
  }

  function createWindow(): BrowserWindow {
    const displays = screen.getAllDisplays().map(({ workArea }) => workArea)
    const made = new BrowserWindow(
      windowOptions(paths.preload, placeOf(memory.get('place'), displays), nativeTheme.shouldUseDarkColors),
    )
    const { id } = made.webContents
    made.once('ready-to-show', () => made.show())
    made.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) bridge.forget(id)
    })
    made.on('close', event => {
      memory.set('place', made.getNormalBounds())
      if (quit.isLeaving() || !isBusy()) return
      event.preventDefault()
      made.hide()
      sayTrayOnce()
    })
    made.on('closed', () => {
      bridge.forget(id)
      window = null
    })
    void made.loadURL(START_URL)
    return made
  }

  function isBusy(): boolean {
    const { count, unfinished, known } = billingOf(shown.view())
    return count > 0 || unfinished || !known
  }

  function sayTrayOnce(): void {
    if (memory.get('saidTray') === true) return
    memory.set('saidTray', true)
    notify({
      title: say('Burst goes on'),
      body: say('Something runs: Burst stays in the tray until it is over.'),
      path: '/bursts',
    })
  }

  function notify({ title, body, path }: Notice): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body })
    notification.on('click', () => open(path))
    // macOS shows none for an app that is not signed; the window says the same.
    notification.on('failed', (_, error) => log(`a notification was not shown: ${error}`))
    notification.show()
  }

  async function takeTemplates(files: readonly string[]): Promise<void> {
    if (files.length === 0) return
    const { added } = await options.addDropped(api, files)
    const [first] = added
    open(first === undefined ? '/templates' : `/templates/view?path=${encodeURIComponent(first)}`)
  }

  async function chooseTemplates(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile', 'openDirectory', 'multiSelections'] })
    await takeTemplates(filePaths)
  }

  async function killAll() {
    const report = await api.call('instances.killAll', {})
    const left = report.unconfirmed.length
    notify({
      title: say(left > 0 ? 'Some may still be billing' : 'Everything is seen gone'),
      body:
        left > 0
          ? say('{{count}} instances are not proven gone.', { count: left })
          : say('Nothing of yours runs any more.'),
      path: '/instances',
    })
    return report
  }

  const guarded = (work: Promise<unknown>) => void work.catch((error: unknown) => log('the shell failed', error))
  const tray = createTray(
    electron,
    paths.trayIcon,
    {
      open,
      killAll: () => guarded(killAll()),
      quit: () => app.quit(),
    },
    () => say,
  )

  let blocker: number | null = null
  function showWork(): void {
    const progress = taskbarProgress([...shown.view().bursts.values()])
    window?.setProgressBar(progress)
    if (progress !== NO_PROGRESS && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (progress === NO_PROGRESS && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }

  const shown = followShell(
    api,
    {
      safety: view => tray.show(view),
      burst(before, now) {
        const notice = noticeOf(before, now, say)
        if (notice) notify(notice)
        showWork()
      },
      alert: alert => notify(noticeOfAlert(alert, say)),
    },
    options.rest,
  )

  const updates = followUpdates(
    options.updater,
    {
      onReady: version =>
        notify({
          title: say('Burst {{version}} is ready', { version }),
          body: say('It is installed when you quit and nothing bills.'),
          path: '/settings',
        }),
      rest: options.rest,
      log,
    },
    leaving.signal,
  )
  const quit = createQuit({
    billing: () => billingOf(shown.view()),
    look: async () => {
      const enough = new AbortController()
      const look = api.call('watchdog.look', undefined, enough.signal).catch(() => undefined)
      await Promise.race([look, options.rest(LOOK_BEFORE_QUIT_MS, enough.signal).catch(() => undefined)])
      enough.abort()
    },
    ask: async billing => await askQuit(dialog, billing, say),
    killAll,
    askUnconfirmed: async ids => await askUnconfirmed(dialog, ids, say),
    leaveEngine: options.leaveEngine,
    async close() {
      tray.destroy()
      leaving.abort()
      await Promise.all([shown.stop(), ahead])
      await face.close()
    },
    exit: () => app.exit(0),
    install: () => updates.install(),
  })

  function showMenu(): void {
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate(
          { platform, isPackaged: app.isPackaged, startsAtLogin: startsAtLogin(app, platform) },
          {
            navigate: open,
            openTemplates: () => guarded(chooseTemplates()),
            killAll: () => guarded(killAll()),
            startAtLogin: openAtLogin => app.setLoginItemSettings({ openAtLogin }),
            quit: () => app.quit(),
          },
          say,
        ),
      ),
    )
  }

  /** The page's language is that of menu and tray too. */
  function speak(language: Spoken): void {
    memory.set('language', language)
    say = sayIn(language)
    showMenu()
    tray.show(shown.view().safety)
  }

  showMenu()
  app.on('before-quit', event => quit.onBeforeQuit(event))
  app.on('window-all-closed', () => {
    if (!isBusy() && platform !== 'darwin') app.quit()
  })
  app.on('activate', () => open())
  app.on('second-instance', (_, theirs) => {
    open()
    guarded(takeTemplates(templatesIn(theirs)))
  })
  app.removeAllListeners('open-file')
  app.on('open-file', (event, file) => {
    event.preventDefault()
    guarded(takeTemplates(templatesIn(['', file])))
  })
  // What was true before the computer slept need not be true now.
  powerMonitor.on('resume', () => guarded(api.call('watchdog.look', undefined)))
  open()
  await takeTemplates(early)
}

/** Electron has login items of macOS and Windows alone, and an app in development would start Electron without itself. */
function startsAtLogin(app: Electron['app'], platform: NodeJS.Platform): boolean | null {
  if (!app.isPackaged || (platform !== 'darwin' && platform !== 'win32')) return null
  return app.getLoginItemSettings().openAtLogin
}

/** Somebody wants to leave, real ms. */
const LOOK_BEFORE_QUIT_MS = 3000

async function askQuit(dialog: Electron['dialog'], { count, known, worst }: Billing, say: Say): Promise<QuitChoice> {
  const choices: readonly QuitChoice[] = ['end-everything', 'keep-running', 'stay']
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: known ? say('{{count}} instances run and bill.', { count }) : say('What runs is not known, and may bill.'),
    detail: say('Keeping it running leaves Burst at work in the background, without a window. {{worst}}', {
      worst: worstText(worst, say),
    }),
    buttons: ['End everything and quit', 'Keep running in the background', 'Cancel'].map(text => say(text)),
    defaultId: 2,
    cancelId: 2,
    noLink: true,
  })
  return choices[response] ?? 'stay'
}

function worstText(worst: Billing['worst'], say: Say): string {
  if (worst.kind === 'unbounded') return say('If this computer does not wake again, nothing else ends all of them.')
  const most = worst.most
    .map(money => formatMoney(fromWireMoney(money)))
    .reduce((first, second) => say('{{first}} and {{second}}', { first, second }))
  const minutes = Math.ceil(worst.seconds / 60)
  return say('If this computer does not wake again, they are gone in {{minutes}} minutes, for {{most}} more at most.', {
    minutes,
    most,
  })
}

async function askUnconfirmed(dialog: Electron['dialog'], ids: readonly string[], say: Say): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: say('Some may still be billing.'),
    detail: say('Not proven gone: {{ids}}. Burst keeps asking for as long as it runs.', { ids: ids.join(', ') }),
    buttons: ['Stay and keep asking', 'Quit all the same'].map(text => say(text)),
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
