import { platform } from 'node:os'
import type { Session } from 'ssh2'
import type { Children } from '../children.ts'
import { programOf, SHELL } from './command-line.ts'
import { refuseProgram, serveProgram } from './serve-program.ts'
import { serveSftp } from './sftp/serve-sftp.ts'

export type SessionParts = {
  readonly root: string
  readonly mounts: readonly string[]
  readonly python: string
  readonly children: Children
  readonly env: NodeJS.ProcessEnv
}

/** One session: a program, a shell where the system has one, or SFTP. Ends with the connection. */
export function serveSession(
  session: Session,
  { root, mounts, python, children, env }: SessionParts,
  lost: AbortSignal,
): void {
  const closed = new AbortController()
  session.once('close', () => closed.abort())
  const gone = AbortSignal.any([closed.signal, lost])
  const hasShell = platform() !== 'win32'
  session.on('exec', (accept, _reject, { command }) => {
    const program = programOf(command, python, hasShell)
    if (program === null) return refuseProgram(accept(), 'this command line needs a shell, and here is none')
    serveProgram(session, accept(), { ...program, cwd: root, env }, children, gone)
  })
  session.on('shell', (accept, reject) => {
    if (!hasShell) return reject()
    serveProgram(session, accept(), { program: SHELL, args: ['-i'], cwd: root, env }, children, gone)
  })
  // Without a listener of its own for SFTP the library hands over the bare channel, which can tell an exit status
  // and knows when it is full.
  session.on('subsystem', (accept, reject, { name }) => {
    if (name !== 'sftp') return reject()
    serveSftp(accept(), { root, mounts }, gone)
  })
}
