import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

/** Requests whose answers come when the test says so. */
function createDesk() {
  const begun: string[] = []
  const answers: string[] = []
  const finish = new Map<string, () => void>()
  const turns = createTurns(reply => void answers.push(reply.toString()))
  const ask = (name: string, looks: boolean) =>
    turns.add({
      looks,
      serve: async () => {
        begun.push(name)
        const { promise, resolve } = Promise.withResolvers<void>()
        finish.set(name, resolve)
        await promise
        return Buffer.from(name)
      },
    })
  return {
    begun,
    answers,
    turns,
    look: (name: string) => ask(name, true),
    change: (name: string) => ask(name, false),
    finish: async (name: string) => {
      finish.get(name)?.()
      await nextTurn()
    },
  }
}

describe('turns', () => {
  it('looks are served together, and answered in the order of asking', async () => {
    const desk = createDesk()
    for (const name of ['a', 'b', 'c']) desk.look(name)
    expect(desk.begun).toEqual(['a', 'b', 'c'])
    await desk.finish('c')
    await desk.finish('b')
    expect(desk.answers).toEqual([])
    await desk.finish('a')
    expect(desk.answers).toEqual(['a', 'b', 'c'])
    expect(desk.turns.size()).toBe(0)
  })

  it('a change waits for all before it, and all behind it wait for it', async () => {
    const desk = createDesk()
    desk.look('a')
    desk.change('b')
    desk.change('c')
    desk.look('d')
    expect(desk.begun).toEqual(['a'])
    await desk.finish('a')
    expect(desk.begun).toEqual(['a', 'b'])
    await desk.finish('b')
    expect(desk.begun).toEqual(['a', 'b', 'c'])
    await desk.finish('c')
    await desk.finish('d')
    expect(desk.answers).toEqual(['a', 'b', 'c', 'd'])
  })

  it('no more than sixteen are served at once', async () => {
    const desk = createDesk()
    for (let n = 0; n < 20; n += 1) desk.look(String(n))
    expect(desk.begun).toHaveLength(16)
    await desk.finish('3')
    expect(desk.begun).toHaveLength(17)
    expect(desk.turns.size()).toBe(20)
  })

  it('nothing new is begun while the other side takes no more', async () => {
    const desk = createDesk()
    desk.look('a')
    desk.turns.hold()
    desk.look('b')
    await desk.finish('a')
    expect(desk.answers).toEqual(['a'])
    expect(desk.begun).toEqual(['a'])
    desk.turns.release()
    expect(desk.begun).toEqual(['a', 'b'])
  })

  it('one without an answer holds nobody up', async () => {
    const desk = createDesk()
    desk.turns.add({ looks: false, serve: async () => await Promise.resolve(null) })
    desk.look('a')
    await nextTurn()
    await desk.finish('a')
    expect(desk.answers).toEqual(['a'])
  })
})
