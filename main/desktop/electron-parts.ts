import type * as electron from 'electron'

/**
 * What the shell uses of Electron, passed in: everything but `main.ts` can be tried without it.
 *
 * Importing Electron outside of itself starts a download.
 */
export type Electron = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'nativeTheme'
  | 'Notification'
  | 'powerMonitor'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
>
