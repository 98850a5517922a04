import { spawn } from 'node:child_process'
import type { ServerChannel } from 'ssh2'

/** Runs a command line in the login folder's shell, as sshd does, until it ends or the channel does. */
export function serveExec(channel: ServerChannel, command: string, folder: string, signal: AbortSignal): void {
  const child = spawn('sh', ['-c', `exec ${command}`], { cwd: folder, stdio: 'pipe' })
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  channel.pipe(child.stdin)
  child.stdin.on('error', () => undefined)
  child.stdout.pipe(channel, { end: false })
  child.stderr.pipe(channel.stderr, { end: false })
  channel.on('close', kill)
  channel.on('error', kill)
  child.on('close', code => {
    signal.removeEventListener('abort', kill)
    channel.exit(code ?? 255)
    channel.end()
  })
}
