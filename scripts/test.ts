import { spawnSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'

/** Everything that must hold, cheapest first: what is wrong should be said early. */
const CHECKS: readonly (readonly [title: string, command: string, ...args: string[]])[] = [
  ['formatting', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['types', 'tsc', '--noEmit', '-p', '.'],
  ['types of the page', 'tsc', '--noEmit', '-p', 'renderer'],
  ['types of the journeys', 'tsc', '--noEmit', '-p', 'e2e'],
  ['layers and import cycles', 'node', 'scripts/check-layers.ts'],
  ['unit tests', 'vitest', 'run', '--project', 'unit', '--project', 'page'],
  ['parts with their processes', 'vitest', 'run', '--project', 'parts'],
  ['bundle', 'electron-vite', 'build', '--logLevel', 'warn'],
  ['journeys in the browser', 'playwright', 'test', '--config', 'e2e/playwright.config.ts'],
  ['journeys in the window', 'playwright', 'test', '--config', 'e2e/window.config.ts'],
  ['system tests', 'vitest', 'run', '--project', 'system'],
]

// The journeys and the system tests run what is shipped.
process.env['BURST_TEST_BUNDLE'] = '1'

const root = path.resolve(import.meta.dirname, '..')
const only = process.argv[2]
// The tests start hundreds of programs from their sources: each is compiled once.
process.env['NODE_COMPILE_CACHE'] ??= path.join(root, 'node_modules/.cache/node')
/** What runs the bundle needs it built. */
function isWanted(title: string, wanted: string): boolean {
  return title.startsWith(wanted) || (title === 'bundle' && /^(?:journeys|system)/.test(wanted))
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(0)} s`

for (const [title, command, ...args] of CHECKS) {
  if (only !== undefined && !isWanted(title, only)) continue
  const started = Date.now()
  process.stdout.write(`\n== ${title}\n`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) {
    process.stdout.write(`\n${title}: failed after ${seconds(started)}\n`)
    process.exit(1)
  }
  process.stdout.write(`${title}: passed in ${seconds(started)}\n`)
}
process.stdout.write('\nEverything passed.\n')
