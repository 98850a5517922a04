import { spawn } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { roleCommand } from '../../roles.ts'
import { makeSandboxFolder, sandboxAt } from './files.ts'

/** Starts the daemon of a sandbox folder and does not wait for it. Starting one too many is harmless. */
export type SpawnDaemon = (folder: string, speed: number | null) => void

const LARGEST_LOG_BYTES = 4_194_304

/** Machines are rented from strangers, also here: nothing of ours that is not on this list reaches them. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'LANG',
  'LC_ALL',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'BURST_PYTHON',
] as const

/** Runs the daemon under this Node, apart from this process: it outlives it. `more` are further arguments. */
export function daemonSpawner(env: NodeJS.ProcessEnv, more: readonly string[] = []): SpawnDaemon {
  return (folder, speed) => {
    const files = sandboxAt(folder)
    makeSandboxFolder(files)
    const log = openSync(files.log, isTooLarge(files.log) ? 'w' : 'a', 0o600)
    try {
      const args = ['--folder', files.root, ...(speed === null ? [] : ['--speed', String(speed)]), ...more]
      const [program, ...first] = roleCommand('sandbox')
      const child = spawn(program, [...first, ...args], {
        // Its own folder: it must not keep somebody else's from being removed.
        cwd: files.root,
        detached: true,
        env: daemonEnvironment(env),
        stdio: ['ignore', log, log],
        windowsHide: true,
      })
      // That it could not be started shows when nobody answers.
      child.on('error', () => undefined)
      child.unref()
    } finally {
      closeSync(log)
    }
  }
}

/** What of this process's environment the practice cloud gets to see. */
export function daemonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(PASSED_ON.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])))
}

function isTooLarge(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG_BYTES
}
