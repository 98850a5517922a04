import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'

const TERMINAL = path.join(import.meta.dirname, 'terminal.ts')

/** A program that writes more than a pipe holds, and tells by its exit code whether it noticed. */
const program = `
import { processTerminal, flushed } from ${JSON.stringify(TERMINAL)}
const terminal = processTerminal(process)
for (let line = 0; line < 20000; line++) terminal.out('a line that is long enough to fill a pipe ' + line + '\\n')
await flushed(process.stdout)
process.exit(terminal.outClosed.aborted ? 7 : 0)
`

function start() {
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test('everything is written before the process ends', async () => {
  const child = start()
  let text = ''
  child.stdout.on('data', chunk => (text += String(chunk)))
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect(text.endsWith(' 19999\n')).toBe(true)
})

test('a reader that goes away is no failure', async () => {
  const child = start()
  child.stdout.destroy()
  const [code] = await once(child, 'close')
  expect(code).toBe(7)
})
