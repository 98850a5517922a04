import { spawnSync } from 'node:child_process'
import path from 'node:path'

/**
 * The main job, once, on the practice cloud: 24 pictures from a sample template, with a receipt at the end.
 *
 * It has a home of its own (`demo/` in the checkout, or `BURST_HOME`), so that nothing of the user's is touched.
 */
const root = path.resolve(import.meta.dirname, '..')
const home = process.env['BURST_HOME'] ?? path.join(root, 'demo')

function burst(...args: string[]): number {
  const { status } = spawnSync(process.execPath, [path.join(root, 'main/cli/main.ts'), '--home', home, ...args], {
    stdio: 'inherit',
  })
  return status ?? 1
}

const template = path.join(root, 'resources/templates/lighthouses.prompt.yaml')
const code = burst('run', template, '--provider', 'sandbox')
if (code === 0) {
  const flag = path.relative(process.cwd(), home) || home
  process.stderr.write(
    [
      '',
      'Look around (nothing here costs real money):',
      `  npx burst --home ${flag} list`,
      `  npx burst --home ${flag} instances     what runs now: nothing`,
      `  npx burst --home ${flag} spend         practice money, kept apart`,
      '',
    ].join('\n'),
  )
}
process.exitCode = code
