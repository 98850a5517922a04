import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestInstance } from '../testing/test-instance.ts'

const hasOpenSsh = ['ssh', 'sftp', 'scp'].every(program => spawnSync(program, ['-V']).error === undefined)

describe.skipIf(!hasOpenSsh)('with OpenSSH as the client (skipped where ssh, sftp or scp is missing)', () => {
  let instance: TestInstance
  let options: string[]
  let target: string
  const mine = (name: string) => path.join(instance.base, name)
  const remote = (name: string) => path.join(instance.folder, name)

  beforeAll(async () => {
    instance = new TestInstance()
    const { host, port, user } = await instance.spec()
    writeFileSync(mine('key'), instance.keys.client.private, { mode: 0o600 })
    writeFileSync(mine('known'), `[${host}]:${port} ${instance.keys.host.public}\n`)
    options = [
      '-F',
      '/dev/null',
      '-i',
      mine('key'),
      '-o',
      `Port=${port}`,
      '-o',
      'BatchMode=yes',
      '-o',
      'IdentitiesOnly=yes',
      '-o',
      `UserKnownHostsFile=${mine('known')}`,
      '-o',
      'StrictHostKeyChecking=yes',
      '-o',
      'IdentityAgent=none',
    ]
    target = `${user}@${host}`
  })
  afterAll(async () => await instance.end())

  /** Status, output and complaints. */
  async function call(program: string, args: readonly string[], input = '') {
    const running = promisify(execFile)(program, [...options, ...args], { timeout: 15_000 })
    running.child.stdin?.end(input)
    return await running.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )
  }

  it('ssh runs programs, takes input and tells the status', async () => {
    expect(await call('ssh', [target, 'cat; echo sorry >&2; exit 5'], 'hello')).toMatchObject({
      code: 5,
      stdout: 'hello',
      stderr: expect.stringContaining('sorry'),
    })
  })

  it('ssh gives a shell to look around', async () => {
    const { code, stdout } = await call('ssh', ['-T', target], 'ls comfyui\nexit 4\n')
    expect(code).toBe(4)
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['models', 'output']))
  })

  it.each([
    ['by SFTP', []],
    ['in the old way', ['-O']],
  ])('scp brings files and folders both ways, %s', async (_, how) => {
    const content = randomBytes(5_000_000)
    const name = `up${how.length}`
    mkdirSync(mine(name))
    writeFileSync(mine(`${name}/large`), content)
    for (let n = 0; n < 20; n += 1) writeFileSync(mine(`${name}/${n}`), String(n))
    expect(await call('scp', [...how, '-q', '-r', '-p', mine(name), `${target}:`])).toMatchObject({ code: 0 })
    expect(readFileSync(remote(`${name}/large`)).equals(content)).toBe(true)
    expect(await call('scp', [...how, '-q', '-r', '-p', `${target}:${name}`, mine(`${name}-back`)])).toMatchObject({
      code: 0,
    })
    expect(readdirSync(mine(`${name}-back`)).length).toBe(21)
    expect(readFileSync(mine(`${name}-back/large`)).equals(content)).toBe(true)
  })

  it('sftp does what people do with it', async () => {
    writeFileSync(mine('note'), 'text')
    const batch = [
      'pwd',
      'mkdir a',
      `put ${mine('note')} a/note`,
      'rename a/note a/other',
      `put ${mine('note')} a/note`,
      'rename a/note a/other',
      'chmod 600 a/other',
      'ls -l a',
      `get a/other ${mine('got')}`,
      'rm a/other',
      'rmdir a',
      'ls',
    ].join('\n')
    const { code, stdout, stderr } = await call('sftp', ['-b', '-', target], batch)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Remote working directory: ${instance.folder}`)
    expect(stdout).toMatch(/-rw------- 1 .* 4 .* other\n/)
    expect(readFileSync(mine('got'), 'utf8')).toBe('text')
  })

  it('sftp is kept in the login folder', async () => {
    const { code, stderr } = await call('sftp', ['-b', '-', target], 'cd ..')
    expect(code).toBe(1)
    expect(stderr).toMatch(/outside of the login folder/)
  })
})
