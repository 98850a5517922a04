import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import * as electron from 'electron'
import Store from 'electron-store'
import { APP_ROOT } from '../core/app-root.ts'
import { openEngine } from '../core/engine/open.ts'
import { homeAt } from '../core/home.ts'
import { openLog } from '../core/log.ts'
import { createThumbs } from '../core/pictures/thumbs.ts'
import { makeThumbsAhead } from '../core/pictures/thumbs-ahead.ts'
import { roleCommand } from '../core/roles.ts'
import { collectSet } from '../core/templates/collect-set.ts'
import { homeDir } from '../core/usual-home.ts'
import { runShell } from './shell.ts'
import type { Updater } from './updates.ts'

/** Time for the engine that is left behind to see what is unfinished, seconds. */
const LINGER_SECONDS = '15'

/**
 * The packager writes where newer versions are into a build that was given a place (`publish` in electron-builder.yml); it
 * is signed, and so is what is fetched.
 */
async function openUpdater(): Promise<Updater | null> {
  if (!existsSync(path.join(process.resourcesPath, 'app-update.yml'))) return null
  const { autoUpdater } = (await import('electron-updater')).default
  // Nothing by itself: it is fetched below, and installed by whoever ends the app and knows whether something bills.
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = false
  return {
    async fetch() {
      const found = await autoUpdater.checkForUpdates()
      if (!found?.isUpdateAvailable) return null
      await autoUpdater.downloadUpdate()
      return found.updateInfo.version
    },
    install: () => autoUpdater.quitAndInstall(),
  }
}

/** The desktop app in Electron's main process. Nothing but this module loads Electron. */
export async function runFromElectron(): Promise<void> {
  const { env, platform } = process
  const userFolder = electron.app.getPath('home')
  const home = homeAt(homeDir({ flag: undefined, env, platform, userFolder, cwd: process.cwd() }))
  const log = openLog(home.log, Date.now)
  const thumbs = createThumbs(home.thumbs)
  const memory = new Store({ name: 'window' })
  await runShell({
    electron,
    argv: process.argv,
    platform: process.platform,
    paths: {
      page: path.join(APP_ROOT, 'out/renderer'),
      preload: path.join(APP_ROOT, 'out/preload/index.cjs'),
      trayIcon: path.join(APP_ROOT, 'resources/icons/trayTemplate.png'),
    },
    memory: { get: key => memory.get(key), set: (key, value) => memory.set(key, value) },
    openFace: async () => await openEngine({ home, mode: 'drive', env: process.env }),
    async addDropped(api, paths) {
      const { files, problems } = await collectSet(paths)
      if (files.length === 0) return { added: [], problems }
      const { added, problems: refused } = await api.call('templates.add', { files })
      return { added, problems: [...problems, ...refused] }
    },
    leaveEngine() {
      const [program, ...first] = roleCommand('cli')
      const args = ['--home', home.root, 'engine', '--until-idle', '--linger-seconds', LINGER_SECONDS]
      const child = spawn(program, [...first, ...args], { detached: true, stdio: 'ignore', windowsHide: true })
      child.on('error', error => log('no engine was left behind', error))
      child.unref()
    },
    thumbs,
    updater: await openUpdater(),
    makeThumbsAhead: async (api, signal) => await makeThumbsAhead({ api, thumbs, log }, signal),
    log,
    rest: async (ms, signal) => await delay(ms, undefined, { signal }),
  })
}
