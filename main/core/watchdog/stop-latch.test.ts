import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStopLatch } from './stop-latch.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'burst-latch-'))
  file = path.join(folder, 'home', 'stop-latch')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the stop latch', () => {
  it('is not set in a home that nobody used, and may be cleared there', () => {
    const latch = openStopLatch(file)
    expect(latch.isSet()).toBe(false)
    latch.clear()
    expect(existsSync(path.dirname(file))).toBe(false)
  })

  it('is seen by everybody who opens it, until it is cleared', () => {
    const [one, other] = [openStopLatch(file), openStopLatch(file)]
    one.set()
    one.set()
    expect([one.isSet(), other.isSet(), openStopLatch(file).isSet()]).toEqual([true, true, true])
    other.clear()
    expect([one.isSet(), other.isSet()]).toEqual([false, false])
  })

  it('counts as set where it cannot be looked at', () => {
    writeFileSync(path.join(folder, 'home'), 'no folder')
    expect(openStopLatch(file).isSet()).toBe(true)
  })

  it('counts as set whatever lies there', () => {
    mkdirSync(file, { recursive: true })
    expect(openStopLatch(file).isSet()).toBe(true)
  })

  it('says so where it cannot be set', () => {
    writeFileSync(path.join(folder, 'home'), 'no folder')
    expect(() => openStopLatch(file).set()).toThrow(/EEXIST|ENOTDIR/)
  })
})
