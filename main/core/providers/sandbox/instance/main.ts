import { createInterface } from 'node:readline'
import { createChildren } from './children.ts'
import { powerOn, type Instance } from './instance.ts'
import { InstanceConfig, InstanceControl, type InstanceEvent } from './protocol.ts'

const LONGEST_TEXT = 2000

/**
 * The process of one machine of the practice cloud; protocol.ts says what comes in and goes out.
 *
 * The end of standard input is the end of everything here, and so is a reader of standard output that went away:
 * nothing outlives the cloud.
 */
export function instanceMain(): void {
  const children = createChildren()
  process.once('exit', () => children.killAll())
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, leave)
  process.stdout.on('error', leave)
  let instance: Promise<Instance> | null = null
  createInterface({ input: process.stdin })
    .on('line', line => {
      if (instance === null) instance = powerOn({ config: InstanceConfig.parse(JSON.parse(line)), children, say })
      else void instance.then(running => heed(line, running))
    })
    .once('close', leave)
}

function leave(): void {
  process.exit(0)
}

function heed(line: string, instance: Instance): void {
  try {
    instance.control(InstanceControl.parse(JSON.parse(line)))
  } catch (error) {
    say({ event: 'log', text: `control line ignored: ${String(error)}` })
  }
}

function say(event: InstanceEvent): void {
  const short = event.event === 'log' ? { ...event, text: event.text.slice(0, LONGEST_TEXT) } : event
  process.stdout.write(`${JSON.stringify(short)}\n`)
}

if (import.meta.main) instanceMain()
