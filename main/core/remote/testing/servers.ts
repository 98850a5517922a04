import path from 'node:path'
import { TestInstance } from '../../providers/sandbox/instance/testing/test-instance.ts'
import type { ConnectSpec } from '../remote.ts'
import { hasOpenSsh, startOpenSsh } from './openssh-server.ts'
import { startSshServer } from './ssh-server.ts'

/** An SSH server to try things on, and its disk. */
export type FarServer = {
  readonly spec: ConnectSpec
  /** What is put here it has; absolute. */
  readonly folder: string
  /** What a client calls a file of that folder. */
  named(file: string): string
  stop(): Promise<void>
}

export type Server = { readonly name: string; readonly start: () => Promise<FarServer>; readonly there: boolean }

/** Plain SFTP without extensions, in this process. */
export const IN_PROCESS: Server = {
  name: 'the server in this process',
  there: true,
  async start() {
    const server = await startSshServer()
    return { ...server, named: file => file }
  },
}

export const PRACTICE: Server = {
  name: "the practice cloud's own server",
  there: true,
  async start() {
    const instance = new TestInstance()
    const { folder } = instance
    const spec = await instance.spec()
    return { spec, folder, named: file => path.join(folder, file), stop: async () => await instance.end() }
  },
}

/** Its login folder is that of whoever runs the tests, so files are named from the root on. */
export const OPENSSH: Server = {
  name: 'OpenSSH (skipped where /usr/sbin/sshd is missing)',
  there: hasOpenSsh,
  async start() {
    const server = await startOpenSsh()
    return { ...server, named: file => path.join(server.folder, file) }
  },
}
