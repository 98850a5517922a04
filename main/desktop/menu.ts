import type { MenuItemConstructorOptions } from 'electron'
import type { Say } from './text/say.ts'

export type MenuActions = {
  readonly navigate: (path: string) => void
  readonly openTemplates: () => void
  readonly killAll: () => void
  readonly startAtLogin: (wanted: boolean) => void
  readonly quit: () => void
}

export type MenuContext = {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  /** Null where the system offers no such thing to an app. */
  readonly startsAtLogin: boolean | null
}

/** In the order of the page's side bar; each is reached by its number. */
export const SCREENS = [
  ['Templates', '/templates'],
  ['Plan', '/plan'],
  ['Bursts', '/bursts'],
  ['Gallery', '/gallery'],
  ['Models', '/models'],
  ['Accounts', '/accounts'],
  ['Instances', '/instances'],
  ['Spend', '/spend'],
] as const

/** The application's menu: the system's own roles, the screens by number, and kill-all in two deliberate clicks, as in the tray. */
export function menuTemplate(
  { platform, isPackaged, startsAtLogin }: MenuContext,
  actions: MenuActions,
  say: Say,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const quit: MenuItemConstructorOptions = { label: say('Quit Burst'), accelerator: 'CmdOrCtrl+Q', click: actions.quit }
  const screen = (label: string, path: string, key: string): MenuItemConstructorOptions => ({
    label,
    accelerator: `CmdOrCtrl+${key}`,
    click: () => actions.navigate(path),
  })
  return [
    ...(mac
      ? [
          {
            label: 'Burst',
            submenu: [{ role: 'about' }, { type: 'separator' }, { role: 'hide' }, { role: 'hideOthers' }, quit],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: say('File'),
      submenu: [
        { label: say('Add templates…'), accelerator: 'CmdOrCtrl+O', click: actions.openTemplates },
        { type: 'separator' },
        { label: say('Kill all'), submenu: [{ label: say('End every instance now'), click: actions.killAll }] },
        { type: 'separator' },
        ...(startsAtLogin === null
          ? []
          : [
              {
                label: say('Start at login'),
                type: 'checkbox',
                checked: startsAtLogin,
                click: ({ checked }) => actions.startAtLogin(checked),
              } satisfies MenuItemConstructorOptions,
            ]),
        { role: 'close' },
        ...(mac ? [] : [quit]),
      ],
    },
    { role: 'editMenu' },
    {
      label: say('View'),
      submenu: [
        ...SCREENS.map(([label, path], index) => screen(say(label), path, `${index + 1}`)),
        screen(say('Settings'), '/settings', ','),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ]
}
