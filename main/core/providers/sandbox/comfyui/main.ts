import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Control } from './profile.ts'
import type { ComfyuiStandIn } from './start.ts'
import { startComfyui } from './start.ts'

/**
 * The process of the ComfyUI stand-in: `--port P --base DIR --profile FILE.json`.
 *
 * Standard input carries control messages, one JSON object a line; its end is the end of the process, so that no
 * stand-in outlives its instance. Resolves when it has ended.
 */
export async function comfyuiMain(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { port: { type: 'string' }, base: { type: 'string' }, profile: { type: 'string' } },
  })
  if (values.base === undefined || values.profile === undefined)
    throw new Error('usage: --port <port> --base <folder> --profile <file>')
  const profile = JSON.parse(readFileSync(values.profile, 'utf8'))
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  const waiting: Control[] = []
  let standIn: ComfyuiStandIn | null = null
  const ended = new Promise<void>(resolve => lines.once('close', resolve))
  lines.on('line', line => {
    const control = readControl(line)
    if (control === null) return
    if (standIn) standIn.control(control)
    else waiting.push(control)
  })
  // Whoever held our input is gone: there is nobody to answer to, and nothing to put in order.
  void ended.then(() => process.exit(0))
  standIn = await startComfyui({
    base: values.base,
    profile,
    port: Number(values.port ?? 8188),
    crash: () => process.kill(process.pid, 'SIGKILL'),
  })
  for (const control of waiting) standIn.control(control)
  process.stderr.write(`listening on ${standIn.url}\n`)
  await ended
}

function readControl(line: string): Control | null {
  if (line.trim() === '') return null
  try {
    return Control.parse(JSON.parse(line))
  } catch (error) {
    process.stderr.write(`control line ignored: ${error instanceof Error ? error.message : String(error)}\n`)
    return null
  }
}
