import type { MenuItemConstructorOptions, Tray } from 'electron'
import type { SafetyView } from '../../common/contract.ts'
import type { Electron } from './electron-parts.ts'
import type { Say } from './text/say.ts'
import { trayView } from './tray-view.ts'

export type TrayActions = {
  readonly open: (path?: string) => void
  readonly killAll: () => void
  readonly quit: () => void
}

/** The menu behind the tray. Kill-all is two deliberate clicks: its name opens, and the one inside acts. */
export function trayMenu(
  safety: SafetyView | null,
  { open, killAll, quit }: TrayActions,
  say: Say,
): MenuItemConstructorOptions[] {
  const { lines, count } = trayView(safety, say)
  return [
    ...lines.map(label => ({ label, enabled: false })),
    { type: 'separator' },
    { label: say('Open Burst'), click: () => open() },
    { label: say('Instances'), click: () => open('/instances') },
    { type: 'separator' },
    {
      label: count > 0 ? say('Kill all ({{count}})', { count }) : say('Kill all'),
      submenu: [{ label: say('End every instance now'), click: killAll }],
    },
    { type: 'separator' },
    { label: say('Quit Burst'), click: quit },
  ]
}

/** The tray: what bills at a glance, and kill-all with every window closed. */
export function createTray({ Tray, Menu, nativeImage }: Electron, icon: string, actions: TrayActions, say: () => Say) {
  const image = nativeImage.createFromPath(icon)
  image.setTemplateImage(true)
  const tray: Tray = new Tray(image)
  let shown = ''
  tray.on('click', () => actions.open())

  function show(safety: SafetyView | null): void {
    const view = trayView(safety, say())
    const text = JSON.stringify(view)
    // A menu that is replaced while it is open closes under the user's hand.
    if (text === shown) return
    shown = text
    tray.setToolTip(view.tooltip)
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(safety, actions, say())))
  }

  show(null)
  return { show, destroy: () => tray.destroy() }
}
