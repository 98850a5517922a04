import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createSimClock, type SimClock } from '../comfyui/sim-clock.ts'
import { InstanceConfig, InstanceControl, type InstanceEvent } from '../instance/protocol.ts'

/**
 * A machine in name only: it says when its parts would answer, and notes what it is told in `controls.jsonl` beside
 * the counter file.
 */
const never = new AbortController().signal
let clock: SimClock | null = null
let notes = ''

createInterface({ input: process.stdin })
  .on('line', line => {
    const message: unknown = JSON.parse(line)
    if (clock === null) void boot(InstanceConfig.parse(message))
    else heed(InstanceControl.parse(message), clock)
  })
  .once('close', () => process.exit(0))

async function boot(config: InstanceConfig): Promise<void> {
  if ('url' in config.comfyui) throw new Error('this machine has a ComfyUI of its own')
  clock = createSimClock(config.clock)
  notes = path.join(path.dirname(config.comfyui.counterFile ?? ''), 'controls.jsonl')
  await clock.sleepUntil(config.sshdAtSim, never)
  say({ event: 'ssh-ready', port: 22_022 })
  await clock.sleepUntil(config.sshdAtSim + config.comfyui.startSeconds * 1000, never)
  say({ event: 'comfyui-ready' })
}

function heed(control: InstanceControl, running: SimClock): void {
  if (control.do === 'clock') return running.change(control)
  appendFileSync(notes, `${JSON.stringify(control)}\n`)
}

function say(event: InstanceEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}
