import { parseArgs } from 'node:util'
import { z } from 'zod'
import { roleCommand } from '../../../roles.ts'
import { Speed } from '../api.ts'
import { runDaemon } from './daemon.ts'

const IDLE_MS = 60_000

const Arguments = z.strictObject({
  folder: z.string().min(1),
  speed: z.coerce.number().pipe(Speed).optional(),
  'idle-ms': z.coerce.number().min(100).default(IDLE_MS),
  /** Another program in place of a machine's: tests put a small one there. */
  instance: z.string().min(1).optional(),
})

/**
 * The process of a practice cloud: `--folder DIR [--speed X] [--idle-ms N] [--instance FILE]`.
 *
 * `BURST_PYTHON` names the interpreter for the workers of its machines.
 */
export async function sandboxMain(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      folder: { type: 'string' },
      speed: { type: 'string' },
      'idle-ms': { type: 'string' },
      instance: { type: 'string' },
    },
  })
  const { folder, speed, instance, 'idle-ms': idleMs } = Arguments.parse(values)
  await runDaemon({
    folder,
    speed: speed ?? null,
    idleMs,
    machineCommand: instance === undefined ? roleCommand('sandbox-instance') : [process.execPath, instance],
    python: process.env['BURST_PYTHON'] ?? 'python3',
    log: text => void process.stderr.write(`${new Date().toISOString()} ${text}\n`),
  })
}

if (import.meta.main) {
  await sandboxMain(process.argv.slice(2))
  process.exit(0)
}
