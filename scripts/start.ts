import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { findElectron } from './find-electron.ts'

/** The app as this machine can show it: in its own window, else as a page in the browser. */
const root = path.resolve(import.meta.dirname, '..')
const electron = findElectron(process.env, process.platform)
const run = (command: string, ...args: string[]): number =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1

if (electron.kind === 'found') {
  process.stderr.write(`Starting the window (${electron.binary}).\n`)
  process.exitCode = run('npm', 'run', '--silent', 'build') || run(electron.binary, root)
} else {
  process.stderr.write(`${electron.why} Serving the page instead.\n`)
  const open = process.env['BROWSER'] === 'none' ? [] : ['--open']
  process.exitCode = run(process.execPath, path.join(root, 'main/cli/main.ts'), 'serve', ...open)
}
