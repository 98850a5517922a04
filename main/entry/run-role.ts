import process from 'node:process'
import type { Role } from '../core/roles.ts'

type Run = (argv: string[]) => Promise<void>

/** Each is loaded only where it is wanted. */
const PROGRAMS: Readonly<Record<Role, Run>> = {
  cli: async () => await (await import('../cli/main.ts')).runFromProcess(),
  web: async () => await (await import('../web/main.ts')).serveFromProcess(),
  sandbox: async argv => {
    await (await import('../core/providers/sandbox/daemon/main.ts')).sandboxMain(argv)
    process.exit(0)
  },
  'sandbox-instance': async () => (await import('../core/providers/sandbox/instance/main.ts')).instanceMain(),
  'sandbox-comfyui': async argv =>
    await (await import('../core/providers/sandbox/instance/comfyui-process.ts')).comfyuiProcessMain(argv),
  'remote-shell': async argv => await (await import('../core/transfer/rsync/remote-shell.ts')).remoteShellMain(argv),
  hasher: async () => (await import('../core/models/hash-worker.ts')).hashWorkerMain(),
}

export async function runRole(role: Role, argv: string[]): Promise<void> {
  await PROGRAMS[role](argv)
}
