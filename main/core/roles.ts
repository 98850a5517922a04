import path from 'node:path'
import process from 'node:process'
import { APP_ROOT } from './app-root.ts'

/** The programs and threads that the app is, besides its window. */
export const ROLES = ['cli', 'web', 'sandbox', 'sandbox-instance', 'sandbox-comfyui', 'hasher', 'remote-shell'] as const
export type Role = (typeof ROLES)[number]

const SOURCES: Readonly<Record<Role, string>> = {
  cli: 'main/cli/main.ts',
  web: 'main/web/main.ts',
  sandbox: 'main/core/providers/sandbox/daemon/main.ts',
  'sandbox-instance': 'main/core/providers/sandbox/instance/main.ts',
  'sandbox-comfyui': 'main/core/providers/sandbox/instance/comfyui-process.ts',
  hasher: 'main/core/models/hash-worker.ts',
  'remote-shell': 'main/core/transfer/rsync/remote-shell.ts',
}

const FLAG = '--burst-role='
const BUNDLE = 'out/main/main.js'

export type RunsAs = {
  readonly execPath: string
  /** Run from its sources, where each role is a file of its own. */
  readonly fromSources: boolean
  /** A packaged app starts itself; an unpackaged one, or Node, is told which program to run. */
  readonly packaged: boolean
}

/** The program and the first arguments that start a role; its own arguments follow. */
export function roleCommand(role: Role, runs: RunsAs = thisProcess()): readonly [program: string, ...args: string[]] {
  if (runs.fromSources) return [runs.execPath, path.join(APP_ROOT, SOURCES[role])]
  const flag = FLAG + role
  return runs.packaged ? [runs.execPath, flag] : [runs.execPath, path.join(APP_ROOT, BUNDLE), flag]
}

/** The same for a role that is a thread of this process: its file, and the arguments that it finds behind it. */
export function roleWorker(
  role: Role,
  runs: RunsAs = thisProcess(),
): { readonly file: string; readonly argv: readonly string[] } {
  if (runs.fromSources) return { file: path.join(APP_ROOT, SOURCES[role]), argv: [] }
  return { file: path.join(APP_ROOT, BUNDLE), argv: [FLAG + role] }
}

/** A command of the terminal, and not a file that somebody opened, nor a switch of Chromium. */
const COMMAND = /^(?:[a-z][a-z-]+|--help|-h|--version|-V)$/

/**
 * Takes the wish for a role out of a command line, so that what is left is that of the role alone. A packaged app that is
 * given a command is the terminal's. Null where the window is wanted. Throws where the role is not known: it must not come
 * up as a window instead.
 */
export function takeRole(argv: string[], { packaged }: Pick<RunsAs, 'packaged'> = thisProcess()): Role | null {
  const at = argv.findIndex(argument => argument.startsWith(FLAG))
  if (at < 0) {
    if (!packaged || !argv.slice(1).some(argument => COMMAND.test(argument))) return null
    argv.splice(1, 0, 'cli')
    return 'cli'
  }
  const name = argv[at]?.slice(FLAG.length)
  const role = ROLES.find(known => known === name)
  if (role === undefined) throw new Error(`there is no role ${name}; there are ${ROLES.join(', ')}`)
  const [program = process.execPath] = argv
  argv.splice(0, at + 1, program, role)
  return role
}

function thisProcess(): RunsAs {
  return {
    execPath: process.execPath,
    fromSources: import.meta.filename.endsWith('.ts'),
    packaged: process.versions['electron'] !== undefined && !('defaultApp' in process),
  }
}
