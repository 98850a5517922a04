import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { APP_ROOT } from '../core/app-root.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { processHost } from './outside/process-host.ts'
import { flushed } from './outside/terminal.ts'
import { runCommandLine } from './run-command-line.ts'

/** The terminal's face of Burst: reads the command line, runs it, prints, and ends the process with its exit code. */
export async function runFromProcess(): Promise<void> {
  const host = processHost()
  const command = runCommandLine(process.argv.slice(2), host, version())
  const code = await Promise.race([command, leftAtOnce(host.interrupts.second)])
  await flushed(process.stdout)
  process.exit(code)
}

async function leftAtOnce(signal: AbortSignal): Promise<number> {
  if (!signal.aborted) await once(signal, 'abort')
  return EXIT_CODES.cancelled
}

function version(): string {
  const file = path.join(APP_ROOT, 'package.json')
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version
}

if (import.meta.main) await runFromProcess()
