import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, readdirSync, chmodSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openIdentity } from './identity.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'burst-identity-'))
  file = path.join(folder, 'home', 'identity.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const identityAt = async (name: string) => await openIdentity(path.join(folder, name))

describe('the identity of an installation', () => {
  it('is made once, and stays', async () => {
    const first = await openIdentity(file)
    const again = await openIdentity(file)
    const name = first.instanceName(first.newAttempt())
    expect(again.install).toBe(first.install)
    expect(again.whoseIs(name).whose).toBe('ours')
    expect(readdirSync(path.dirname(file))).toEqual(['identity.json'])
  })

  it('is one, whoever else makes it at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, async () => await openIdentity(file)))
    expect(new Set(all.map(({ install }) => install)).size).toBe(1)
    const name = all[0]?.instanceName('0123456789abcdef') ?? ''
    expect(all.every(identity => identity.whoseIs(name).whose === 'ours')).toBe(true)
  })

  it('is for its owner alone', async () => {
    await openIdentity(file)
    // Windows has no such modes; there the user's profile is the protection.
    const [ofFile, ofFolder] = os.platform() === 'win32' ? [0o666, 0o666] : [0o600, 0o700]
    expect(statSync(file).mode & 0o777).toBe(ofFile)
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(ofFolder)
  })

  it.each(['', '{', '{"install":"0123abcd"}', '{"install":"../../..","macKey":"00"}', 'null'])(
    'is refused and left alone where it holds %j',
    async text => {
      file = path.join(folder, 'identity.json')
      writeFileSync(file, text)
      await expect(openIdentity(file)).rejects.toMatchObject({
        exit: 'failed',
        problems: [{ code: 'identity-unreadable', file }],
      })
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  it('is refused where it cannot be read, with the reason and never with its key', async () => {
    const key = 'a'.repeat(60)
    file = path.join(folder, 'identity.json')
    writeFileSync(file, JSON.stringify({ install: '0123abcd', macKey: key }))
    const told = await openIdentity(file).catch((error: unknown) => String(error))
    expect(told).toContain('it does not hold one')
    expect(told).not.toContain(key)
    await expect(openIdentity(folder)).rejects.toThrow('EISDIR')
  })

  it('says so where it can neither be read nor made', async () => {
    const blocked = path.join(folder, 'file')
    writeFileSync(blocked, '')
    chmodSync(blocked, 0o600)
    await expect(openIdentity(path.join(blocked, 'identity.json'))).rejects.toMatchObject({
      problems: [{ code: 'identity-unreadable' }],
    })
  })
})

describe('names of instances', () => {
  it('are lower case and short enough for every provider', async () => {
    const identity = await openIdentity(file)
    const name = identity.instanceName(identity.newAttempt())
    expect(name).toMatch(/^burst-[0-9a-f]{8}-[0-9a-f]{16}-[0-9a-f]{10}$/)
    expect(name).toContain(identity.install)
    expect(name.length).toBeLessThanOrEqual(63)
  })

  it('carry an attempt that is never given twice: 64 random bits', async () => {
    const asked: number[] = []
    const identity = await openIdentity(file, bytes => {
      asked.push(bytes)
      return Buffer.alloc(bytes, asked.length)
    })
    expect([identity.newAttempt(), identity.newAttempt()]).toEqual(['0303030303030303', '0404040404040404'])
    expect(asked.slice(-2)).toEqual([8, 8])
  })

  it('give back their attempt to their own installation', async () => {
    const identity = await openIdentity(file)
    const attempt = identity.newAttempt()
    expect(identity.whoseIs(identity.instanceName(attempt))).toEqual({ whose: 'ours', attempt })
  })

  it("are another installation's to everybody else", async () => {
    const [mine, other] = [await identityAt('a'), await identityAt('b')]
    const attempt = other.newAttempt()
    expect(mine.whoseIs(other.instanceName(attempt))).toEqual({
      whose: 'other-install',
      install: other.install,
      attempt,
    })
  })

  it('are nobody’s where the proof is not right: one that only looks like ours is not touched', async () => {
    const identity = await openIdentity(file)
    const name = identity.instanceName('0123456789abcdef')
    const digits = '0123456789abcdef'
    fc.assert(
      fc.property(fc.integer({ min: 15, max: name.length - 1 }), fc.constantFrom(...digits.split('')), (at, digit) => {
        const changed = name.slice(0, at) + digit + name.slice(at + 1)
        fc.pre(changed !== name)
        expect(identity.whoseIs(changed)).toEqual({ whose: 'foreign' })
      }),
    )
  })

  it('are nobody’s for any other name', async () => {
    const identity = await openIdentity(file)
    const name = identity.instanceName('0123456789abcdef')
    for (const other of ['', 'burst', 'my-server', ` ${name}`, `${name}\n`, `${name}-2`, name.toUpperCase()])
      expect(identity.whoseIs(other)).toEqual({ whose: 'foreign' })
  })
})
