#!/usr/bin/env node
// Runs on whatever Node starts it (20 or newer): installs what the checkout needs, then runs a script of the project
// with the project's own Node. Plain JavaScript on purpose, and nothing but what Node 20 has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..')
const isWindows = process.platform === 'win32'
const stamp = path.join(root, 'node_modules', '.burst-install')
const node = path.join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node')

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** npm writes what it installed from; the same lock file needs no second install. */
function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && existsSync(node) && readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write('Installing packages (npm ci) …\n')
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows })
  if (status !== 0) fail('npm ci failed: see above. Burst needs npm and a way to the npm registry.')
  if (!existsSync(node))
    fail("npm ci did not bring the project's own Node. Were install scripts switched off (--ignore-scripts)?")
  writeFileSync(stamp, wanted)
}

/** The sandbox's instances run a Python program, as rented ones do. */
function findPython() {
  const candidates = process.env.BURST_PYTHON
    ? [process.env.BURST_PYTHON]
    : isWindows
      ? ['python', 'python3']
      : ['python3', 'python']
  // The interpreter itself: what a version manager puts in its place is a shell script, and is run for every command.
  const ask = 'import sys; print(sys.executable); sys.exit(sys.version_info < (3, 10))'
  for (const name of candidates) {
    const { status, stdout } = spawnSync(name, ['-c', ask], { encoding: 'utf8' })
    if (status === 0) return stdout.trim() || name
  }
  return undefined
}

/** Debian packages that are missing, through apt-get where that is allowed; says whether they are there afterwards. */
function aptInstall(packages, why) {
  const canInstall = process.platform === 'linux' && existsSync('/usr/bin/apt-get') && process.getuid() === 0
  if (!canInstall) return false
  process.stderr.write(`Installing ${packages.join(', ')} (${why}) …\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = args => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status === 0
  const install = () => run(['install', '-y', '-qq', '--no-install-recommends', ...packages])
  return install() || (run(['update', '-qq']) && install())
}

/** Where programs by the name of `python3` are looked for first. */
function folderOf(python) {
  return path.isAbsolute(python) ? [path.dirname(python)] : []
}

function ensurePython() {
  let python = findPython()
  if (!python && aptInstall(['python3'], "the worker on the sandbox's instances")) python = findPython()
  if (!python)
    fail(
      'Burst\'s sandbox needs Python 3.10 or newer. Install it (Debian: "apt-get install python3"), or name it in BURST_PYTHON.',
    )
  return python
}

const CHROMIUM_PLACES = [
  process.env.BURST_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Tests against a real SSH server are skipped, and say so, where none can be had; the journeys need a browser. */
function ensureTestTools() {
  if (['/usr/sbin/sshd', '/usr/bin/sftp', '/usr/bin/rsync'].some(tool => !existsSync(tool)))
    aptInstall(['openssh-server', 'openssh-client', 'rsync'], 'tests against a real SSH server')
  if (!existsSync('/usr/bin/shellcheck')) aptInstall(['shellcheck'], 'checks of the set-up of instances')
  if (CHROMIUM_PLACES.some(place => place && existsSync(place))) return
  if (!aptInstall(['chromium', 'fonts-inter', 'fonts-dejavu'], 'the journeys in a real browser'))
    fail(
      'The journeys need Chromium or Chrome. Install it (Debian: "apt-get install chromium"), or name it in BURST_CHROMIUM.',
    )
}

const [script, ...args] = process.argv.slice(2)
if (!script) fail('usage: node scripts/bootstrap.mjs SCRIPT [ARGUMENT …]')
installPackages()
const python = ensurePython()
if (args.includes('--with-test-tools')) ensureTestTools()
const bin = path.join(root, 'node_modules', '.bin')
const child = spawn(node, [path.join(root, script), ...args.filter(arg => arg !== '--with-test-tools')], {
  stdio: 'inherit',
  env: {
    ...process.env,
    BURST_PYTHON: python,
    PATH: [path.dirname(node), bin, ...folderOf(python), process.env.PATH ?? ''].join(path.delimiter),
  },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
