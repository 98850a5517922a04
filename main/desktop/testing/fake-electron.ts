import { EventEmitter } from 'node:events'
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  IpcMain,
  IpcMainInvokeEvent,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeImage,
  Notification,
  PowerMonitor,
  PowerSaveBlocker,
  Protocol,
  Screen,
  Session,
  Shell,
  Tray,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron'
import type { Electron } from '../electron-parts.ts'
import { START_URL } from '../page-origin.ts'
import { strict } from './strict.ts'

type Open = (details: { url: string }) => WindowOpenHandlerResponse
type Listening = EventEmitter & { prepared: object }

/** The emitter's own members, for those of Electron that tell of things. */
function emitting(): Pick<Listening, 'on' | 'once' | 'emit' | 'removeAllListeners'> {
  const emitter = new EventEmitter()
  return {
    on: emitter.on.bind(emitter) as never,
    once: emitter.once.bind(emitter) as never,
    emit: emitter.emit.bind(emitter),
    removeAllListeners: emitter.removeAllListeners.bind(emitter) as never,
  }
}

export class FakeWindow {
  readonly options: BrowserWindowConstructorOptions
  readonly did: string[] = []
  readonly sent: unknown[] = []
  readonly contents: WebContents
  readonly emitter = emitting()
  readonly contentsEmitter = emitting()
  openHandler: Open = () => ({ action: 'allow' })
  bounds = { x: 10, y: 20, width: 1280, height: 860 }
  progress: number | null = null
  readonly window: BrowserWindow

  constructor(options: BrowserWindowConstructorOptions, id: number) {
    this.options = options
    const did = (what: string) => () => void this.did.push(what)
    const mainFrame = { url: START_URL }
    this.contents = strict<WebContents>('webContents', {
      ...(this.contentsEmitter as object),
      id,
      mainFrame: mainFrame as never,
      isLoading: () => false,
      isDestroyed: () => false,
      getURL: () => mainFrame.url,
      send: (_, message) => void this.sent.push(message),
      setWindowOpenHandler: handler => void (this.openHandler = handler as Open),
    })
    this.window = strict<BrowserWindow>('window', {
      ...(this.emitter as object),
      webContents: this.contents,
      loadURL: async address => void this.did.push(`load ${address}`),
      show: did('show'),
      hide: did('hide'),
      focus: did('focus'),
      restore: did('restore'),
      isMinimized: () => false,
      getNormalBounds: () => this.bounds,
      setProgressBar: progress => void (this.progress = progress),
    })
  }

  /** Presses the window's own close button; whether it closed. */
  close(): boolean {
    let prevented = false
    this.emitter.emit('close', { preventDefault: () => (prevented = true) })
    if (!prevented) this.emitter.emit('closed')
    return !prevented
  }

  /** A message of this window's page. */
  event(changes: Partial<IpcMainInvokeEvent> = {}): IpcMainInvokeEvent {
    return { sender: this.contents, senderFrame: this.contents.mainFrame, ...changes } as IpcMainInvokeEvent
  }
}

/** Electron as the shell sees it; everything it did is in `did`. Whatever was not prepared throws. */
export function fakeElectron(
  prepared: { packaged?: boolean; locked?: boolean; answers?: number[]; locale?: string } = {},
) {
  const did: string[] = []
  const windows: FakeWindow[] = []
  const notices: { title: string; body: string; click: () => void }[] = []
  const asked: MessageBoxOptions[] = []
  const handlers = new Map<string, (event: IpcMainInvokeEvent, message: unknown) => Promise<unknown>>()
  const app = emitting()
  const loginItems: object[] = []
  const power = emitting()
  const trays: { tooltip: string; menu: MenuItemConstructorOptions[]; click: () => void }[] = []
  let menu: MenuItemConstructorOptions[] = []
  const session: Partial<Record<string, (...given: never[]) => unknown>> = {}
  let handle: ((request: Request) => Promise<Response>) | null = null
  const quit = () => {
    did.push('quit')
    let prevented = false
    app.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) did.push('quitted')
  }

  function MakeWindow(options: BrowserWindowConstructorOptions): BrowserWindow {
    const made = new FakeWindow(options, windows.length + 1)
    windows.push(made)
    made.emitter.once('closed', () => windows.splice(windows.indexOf(made), 1))
    app.emit('web-contents-created', {}, made.contents)
    return made.window
  }
  MakeWindow.getAllWindows = () => windows.map(({ window }) => window)

  function MakeTray(): Tray {
    const tray = { tooltip: '', menu: [] as MenuItemConstructorOptions[], click: () => undefined as void }
    trays.push(tray)
    return strict<Tray>('tray', {
      on: ((_: string, listener: () => void) => void (tray.click = listener)) as never,
      setToolTip: text => void (tray.tooltip = text),
      setContextMenu: shown => void (tray.menu = shown as unknown as MenuItemConstructorOptions[]),
      destroy: () => void did.push('tray destroyed'),
    })
  }

  function MakeNotification({ title = '', body = '' }: { title?: string; body?: string }): Notification {
    const notice = { title, body, click: () => undefined as void }
    return strict<Notification>('notification', {
      on: ((event: string, listener: () => void) => event === 'click' && (notice.click = listener)) as never,
      show: () => void notices.push(notice),
    })
  }
  MakeNotification.isSupported = () => true

  const electron = strict<Electron>('electron', {
    app: strict<App>('app', {
      ...(app as object),
      isPackaged: prepared.packaged ?? false,
      getLocale: () => prepared.locale ?? 'en-GB',
      enableSandbox: () => void did.push('sandbox'),
      requestSingleInstanceLock: () => !(prepared.locked ?? false),
      whenReady: async () => void did.push('ready'),
      quit,
      exit: code => void did.push(`exit ${code}`),
      getLoginItemSettings: () => ({ openAtLogin: false }) as never,
      setLoginItemSettings: settings => void loginItems.push(settings),
    }),
    BrowserWindow: MakeWindow as never,
    Tray: MakeTray as never,
    Notification: MakeNotification as never,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (shown: MenuItemConstructorOptions[]) => void (menu = shown),
    } as never,
    dialog: strict<Dialog>('dialog', {
      showMessageBox: (async (options: MessageBoxOptions) => {
        asked.push(options)
        return { response: prepared.answers?.shift() ?? options.cancelId ?? 0, checkboxChecked: false }
      }) as never,
      showOpenDialog: async () => ({ canceled: false, filePaths: ['/chosen'] }),
    }),
    ipcMain: strict<IpcMain>('ipcMain', { handle: (channel, handler) => void handlers.set(channel, handler as never) }),
    nativeImage: strict<Electron['nativeImage']>('nativeImage', {
      createFromPath: () => strict<NativeImage>('image', { setTemplateImage: () => undefined }),
    }),
    nativeTheme: { shouldUseDarkColors: true } as never,
    powerMonitor: strict<PowerMonitor>('powerMonitor', power as object),
    powerSaveBlocker: strict<PowerSaveBlocker>('powerSaveBlocker', {
      start: type => {
        did.push(`block ${type}`)
        return 7
      },
      stop: id => did.push(`unblock ${id}`) > 0,
    }),
    protocol: strict<Protocol>('protocol', {
      registerSchemesAsPrivileged: schemes => void did.push(`scheme ${JSON.stringify(schemes)}`),
      handle: (scheme, handler) => {
        did.push(`handle ${scheme}`)
        handle = handler as never
      },
    }),
    screen: strict<Screen>('screen', {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] as never,
    }),
    session: {
      defaultSession: strict<Session>('session', {
        setPermissionRequestHandler: handler => void (session['request'] = handler as never),
        setPermissionCheckHandler: handler => void (session['check'] = handler as never),
        setDevicePermissionHandler: handler => void (session['device'] = handler as never),
        setDisplayMediaRequestHandler: handler => void (session['display'] = handler as never),
      }),
    } as never,
    shell: strict<Shell>('shell', {
      openExternal: async address => void did.push(`open ${address}`),
      openPath: async folder => {
        did.push(`reveal ${folder}`)
        return ''
      },
    }),
  })

  return {
    electron,
    did,
    loginItems,
    windows,
    notices,
    asked,
    trays,
    session,
    quit,
    menu: () => menu,
    app: app.emit,
    power: power.emit,
    load: async (request: Partial<Request>) => {
      if (!handle) throw new Error('no scheme is handled')
      return await handle(request as Request)
    },
    say: async (event: IpcMainInvokeEvent, message: unknown) => {
      const handler = handlers.get('burst:call')
      if (!handler) throw new Error('nobody hears the page')
      return await handler(event, message)
    },
    channels: () => [...handlers.keys()],
  }
}

/** The item of a menu by its labels, from the outside in. */
export function item(menu: readonly MenuItemConstructorOptions[], ...labels: string[]): MenuItemConstructorOptions {
  const [label, ...rest] = labels
  const found = menu.find(one => one.label === label)
  if (!found) throw new Error(`there is no ${label} in the menu`)
  return rest.length > 0 ? item(found.submenu as MenuItemConstructorOptions[], ...rest) : found
}
