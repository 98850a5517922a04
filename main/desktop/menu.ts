import type { MenuItemConstructorOptions } from 'electron'

export type MenuActions = {
  readonly navigate: (path: string) => void
  readonly openTemplates: () => void
  readonly quit: () => void
}

export type MenuContext = { readonly platform: NodeJS.Platform; readonly isPackaged: boolean }

/** The application's menu: the system's own roles, and the screens by number. */
export function menuTemplate(
  { platform, isPackaged }: MenuContext,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const quit: MenuItemConstructorOptions = { label: 'Quit Burst', accelerator: 'CmdOrCtrl+Q', click: actions.quit }
  const screen = (label: string, path: string, key: number): MenuItemConstructorOptions => ({
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
      label: 'File',
      submenu: [
        { label: 'Add templates…', accelerator: 'CmdOrCtrl+O', click: actions.openTemplates },
        { type: 'separator' },
        { role: 'close' },
        ...(mac ? [] : [quit]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        screen('Templates', '/templates', 1),
        screen('Bursts', '/bursts', 2),
        screen('Instances', '/instances', 3),
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
