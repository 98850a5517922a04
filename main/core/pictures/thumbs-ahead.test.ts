import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { Api } from '../../../common/contract.ts'
import { makeThumbsAhead } from './thumbs-ahead.ts'

let out: string
beforeEach(() => {
  out = mkdtempSync(path.join(os.tmpdir(), 'burst-ahead-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

/** An engine with so many pictures at home, to which others come. */
function engineWith(items: number) {
  const asked: unknown[] = []
  let tell = (_event: RecordedEvent) => undefined as void
  mkdirSync(out, { recursive: true })
  const has = (item: number) => writeFileSync(path.join(out, `${item}.png`), '')
  for (let item = 0; item < items; item += 1) has(item)
  const pictures = Array.from({ length: items }, (_, at) => ({ burstId: 'b', item: items - 1 - at }))
  const call = async (name: string, input: { offset: number; limit: number; item: number }) => {
    if (name === 'gallery.page')
      return { total: items, newest: 77, pictures: pictures.slice(input.offset, input.offset + input.limit) }
    return name === 'pictures.file' ? { path: path.join(out, `${input.item}.png`), sha256: 'aa' } : { out }
  }
  const subscribe = async (name: string, input: object, listener: typeof tell, signal: AbortSignal) => {
    asked.push(name, input)
    tell = listener
    await new Promise(resolve => signal.addEventListener('abort', resolve))
  }
  return {
    api: { call, subscribe } as unknown as Api,
    asked,
    comes(item: number) {
      has(item)
      tell({ burstId: 'b', event: { type: 'item.verified', item } } as unknown as RecordedEvent)
    },
  }
}

test('small copies are made of what is at home, the newest first, and then of each that comes', async () => {
  const engine = engineWith(450)
  const made: string[] = []
  const thumbs = {
    of: async (picture: string) => {
      made.push(path.basename(picture, '.png'))
      if (made.length === 3) throw new Error('a file that is no picture')
      return picture
    },
  }
  const stop = new AbortController()
  const over = makeThumbsAhead({ api: engine.api, thumbs, log: () => undefined }, stop.signal)
  await expect.poll(() => made.length).toBe(450)
  expect(made.slice(0, 3)).toEqual(['449', '448', '447'])
  expect(engine.asked).toEqual(['events', { since: 77 }])
  engine.comes(900)
  await expect.poll(() => made.at(-1)).toBe('900')
  stop.abort()
  await over
})

test('an engine that leaves ends it, and is only told of', async () => {
  const said: string[] = []
  const api = { call: () => Promise.reject(new Error('the engine is gone')) } as unknown as Api
  const stop = new AbortController()
  const over = makeThumbsAhead(
    { api, thumbs: { of: async file => file }, log: text => void said.push(text) },
    stop.signal,
  )
  await expect.poll(() => said).toEqual(['small copies are made when they are asked for'])
  stop.abort()
  await over
})
