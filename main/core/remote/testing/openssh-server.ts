import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ConnectSpec } from '../remote.ts'
import { listenOnLoopback } from './loopback.ts'
import { newLaneKeys } from './ssh-server.ts'

const SSHD = '/usr/sbin/sshd'

/** Where OpenSSH is missing, what is tested against it is skipped and says so. */
export const hasOpenSsh = existsSync(SSHD)

/** A real sshd on loopback that logs in the user who runs the tests; files are under `folder`, absolute. */
export async function startOpenSsh(): Promise<{ spec: ConnectSpec; folder: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'burst-sshd-'))
  const keys = newLaneKeys()
  mkdirSync(path.join(folder, '.ssh'), { mode: 0o700 })
  const within = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content, { mode: 0o600 })
    return path.join(folder, name)
  }
  // sshd of OpenSSH 9 wants its own folder for separated rights, which no service has made here.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  const config = within(
    'sshd_config',
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${within('host_key', keys.host.private)}`,
      `AuthorizedKeysFile ${within('.ssh/authorized_keys', keys.client.public)}`,
      // Nothing that runs here comes near the keys of whoever runs the tests.
      `SetEnv HOME=${folder}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'PidFile none',
      'Subsystem sftp internal-sftp',
    ].join('\n'),
  )
  const child = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: 'ignore' })
  await untilListening(port)
  return {
    folder,
    spec: {
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      clientPrivateKey: keys.client.private,
      hostPublicKey: keys.host.public,
    },
    async stop() {
      const exited = child.exitCode === null ? once(child, 'exit') : null
      child.kill()
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  server.close()
  await once(server, 'close')
  return port
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = connect(port, '127.0.0.1')
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (open) return
    await delay(50)
  }
  throw new Error('sshd did not start')
}
