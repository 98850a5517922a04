import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { listenForInterrupts } from './interrupts.ts'

test('the first signal asks to end, another one later to leave at once', () => {
  const source = new EventEmitter()
  let now = 1000
  const { first, second } = listenForInterrupts(source, () => now)
  expect([first.aborted, second.aborted]).toEqual([false, false])
  source.emit('SIGINT')
  expect([first.aborted, second.aborted]).toEqual([true, false])
  now += 299
  source.emit('SIGINT')
  expect(second.aborted).toBe(false)
  now += 1
  source.emit('SIGTERM')
  expect(second.aborted).toBe(true)
})
