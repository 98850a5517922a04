import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logLine, openLog } from './log.ts'

describe('the log', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'burst-log-'))
    file = path.join(folder, 'burst.log')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('keeps an error with its causes, one JSON object a line', () => {
    const log = openLog(file, () => 0)
    log('went wrong', new Error('outer', { cause: new TypeError('inner\nline') }))
    log('and on')
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line) as unknown)).toMatchObject([
      { at: '1970-01-01T00:00:00.000Z', message: 'went wrong', details: [{ message: 'outer' }, { name: 'TypeError' }] },
      { message: 'and on' },
    ])
  })

  it('never keeps a private key or a token', () => {
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nsecretsecret\n-----END OPENSSH PRIVATE KEY-----'
    const line = logLine(0, `Bearer abc.def ${key}`, { key, header: 'Authorization: Bearer qwertz' })
    expect(line).not.toMatch(/secretsecret|abc\.def|qwertz/)
    expect(logLine(0, 'cut', `-----BEGIN PRIVATE KEY-----\n${'secret'.repeat(2000)}`)).not.toContain('secretsecret')
  })

  it('stays small, and keeps the file before', () => {
    writeFileSync(file, 'x'.repeat(9 * 1024 * 1024))
    openLog(file, () => 0)('anew')
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2)
    expect(readFileSync(`${file}.1`, 'utf8')).toHaveLength(9 * 1024 * 1024)
  })

  it('never fails its caller', () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    openLog(path.join(folder, 'missing', 'burst.log'), () => 0)('nowhere', circular)
    expect(logLine(0, 'm', circular)).toContain('object')
  })
})
