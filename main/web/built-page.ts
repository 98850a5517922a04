import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { BurstError } from '../../common/errors.ts'

/** What the page is built from, in a checkout. */
const SOURCES = ['renderer', 'common', 'package-lock.json']

/**
 * The folder of the built page. A checkout builds it where it is missing or older than its sources; a packaged app
 * brings it along.
 *
 * Throws a BurstError `page-not-built` where it is not there and cannot be built.
 */
export function builtPage(root: string): string {
  const folder = path.join(root, 'out/renderer')
  const start = path.join(folder, 'index.html')
  const vite = path.join(root, 'node_modules/vite/bin/vite.js')
  const config = path.join(root, 'renderer/vite.config.ts')
  const isCheckout = existsSync(vite) && existsSync(config)
  if (isCheckout && !isNewer(start, root)) build(vite, config, root)
  if (existsSync(start)) return folder
  throw new BurstError('failed', [
    {
      code: 'page-not-built',
      message: 'The page was not built.',
      remedy: 'Run `npm run build:page` in the checkout and see what it says.',
    },
  ])
}

function isNewer(built: string, root: string): boolean {
  if (!existsSync(built)) return false
  const files = SOURCES.flatMap(source => {
    const place = path.join(root, source)
    if (!existsSync(place)) return []
    if (!statSync(place).isDirectory()) return [place]
    return readdirSync(place, { recursive: true, encoding: 'utf8' }).map(name => path.join(place, name))
  })
  return statSync(built).mtimeMs > Math.max(...files.map(file => statSync(file).mtimeMs))
}

function build(vite: string, config: string, root: string): void {
  process.stderr.write('Building the page …\n')
  spawnSync(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
}
