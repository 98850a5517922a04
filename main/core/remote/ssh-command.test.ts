import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createLaneKeyStore } from './keys.ts'
import { sshCommand } from './ssh-command.ts'

test('the command names files with the login key and the pinned host, which go with the keys', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'burst keys '))
  try {
    const keys = createLaneKeyStore(folder)
    const { host } = await keys.create('abc')
    const command = await sshCommand(keys, 'abc', { host: '203.0.113.7', port: 2222, user: 'burst' })
    const login = path.join(folder, 'abc.key')
    expect(command).toBe(
      `ssh -i "${login}" -o IdentitiesOnly=yes -o "UserKnownHostsFile=${folder}/abc.known-hosts" -o StrictHostKeyChecking=yes -p 2222 burst@203.0.113.7`,
    )
    expect(statSync(login).mode & 0o077).toBe(0)
    expect(readFileSync(path.join(folder, 'abc.known-hosts'), 'utf8')).toBe(
      `[203.0.113.7]:2222 ${host.public.trim()}\n`,
    )
    expect(await keys.list()).toEqual(['abc'])
    await keys.remove('abc')
    expect(() => statSync(login)).toThrow('ENOENT')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
