import type { BrowserWindowConstructorOptions } from 'electron'
import type { Place } from './window-place.ts'

/** Small enough for a laptop, large enough for the frame and one column. */
const LEAST = { width: 900, height: 600 }

/** The window, in development as in release: the page has nothing but the bridge. */
export function windowOptions(preload: string, place: Place, dark: boolean): BrowserWindowConstructorOptions {
  return {
    ...place,
    minWidth: LEAST.width,
    minHeight: LEAST.height,
    // Shown when it has something to show.
    show: false,
    title: 'Burst',
    backgroundColor: dark ? '#0f1113' : '#fbfbfa',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  }
}
