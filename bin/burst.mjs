#!/usr/bin/env node
// Runs on whatever Node starts it (20 or newer) and hands over to the project's own Node, which runs TypeScript.
// Plain JavaScript on purpose, and nothing but what Node 20 has.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const OLDEST_NODE = 26
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const main = path.join(root, 'main', 'cli', 'main.ts')

/** npm puts the program of the `node` package there; where it is missing, packages were not installed. */
function findNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const places = [path.join('node_modules', 'node', 'bin', name), path.join('node_modules', '.bin', name)]
  return places.map(place => path.join(root, place)).find(place => existsSync(place))
}

function sayWhatIsMissing() {
  process.stderr.write(
    `Burst needs Node ${OLDEST_NODE} or newer and its packages; this is Node ${process.versions.node}.\n` +
      `Run "npm install" in ${root}: it brings both.\n`,
  )
  process.exitCode = 1
}

/** A terminal sends Ctrl-C to both processes, a program to this one alone; the command takes two at once for one. */
function forwardSignals(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
}

function handOver(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  forwardSignals(child)
  child.on('error', error => {
    process.stderr.write(`${node} does not start: ${error.message}\nRun "npm install" in ${root}.\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1)
  })
}

/** The sources are compiled once, not at each start: a command answers in two thirds of the time. */
function rememberCompiled() {
  process.env.NODE_COMPILE_CACHE ??= path.join(root, 'node_modules', '.cache', 'node')
  nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)
}

const isNewEnough = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE
const node = findNode()
if (!existsSync(path.join(root, 'node_modules'))) sayWhatIsMissing()
else if (isNewEnough) {
  rememberCompiled()
  const { runFromProcess } = await import(pathToFileURL(main).href)
  await runFromProcess()
} else if (node) {
  rememberCompiled()
  handOver(node)
} else sayWhatIsMissing()
