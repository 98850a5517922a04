import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contract, isCallName } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { fromWireError, toWireError } from '../../../common/wire-errors.ts'
import { dispatch } from './dispatch.ts'
import { unprepared } from './testing/toy-app.ts'

const signal = new AbortController().signal
const INFO = { pid: 1, home: '/h', version: '1', startedAt: 'now' }

describe('dispatch', () => {
  it('answers any name with any JSON by an envelope', async () => {
    const names = fc.oneof(
      fc.constantFrom(...Object.keys(contract), '__proto__', 'constructor', 'toString'),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(names, fc.jsonValue(), async (name, raw) => {
        const reply = await dispatch(unprepared(), name, raw, signal)
        const codes = isCallName(name) ? ['unprepared', 'invalid-input'] : ['unknown-call']
        expect(codes).toContain(reply.ok ? 'ok' : reply.error.problems[0]?.code)
      }),
    )
  })

  it('gives the checked value of a handler', async () => {
    const handlers = { ...unprepared(), 'engine.info': async () => INFO }
    expect(await dispatch(handlers, 'engine.info', undefined, signal)).toEqual({ ok: true, value: INFO })
  })

  it('hands on defaults of the input, and says which part of an input is wrong', async () => {
    const seen: unknown[] = []
    const handlers = {
      ...unprepared(),
      'spend.report': async (input: unknown) => {
        seen.push(input)
        throw new Error('enough')
      },
    }
    await dispatch(handlers, 'spend.report', {}, signal)
    expect(seen).toEqual([{ by: 'day' }])
    expect(await dispatch(handlers, 'spend.report', { by: 'colour' }, signal)).toMatchObject({
      error: {
        exit: 'usage',
        problems: [{ code: 'invalid-input', message: expect.stringContaining('spend.report.by') }],
      },
    })
  })

  it('logs what nobody foresaw, an output that breaks the contract too, and tells it as a fault of Burst', async () => {
    const logged: unknown[] = []
    const handlers = { ...unprepared(), 'engine.info': async () => ({ ...INFO, surplus: true }) }
    const reply = await dispatch(handlers, 'engine.info', undefined, signal, message => logged.push(message))
    expect(reply).toMatchObject({ ok: false, error: { exit: 'failed', problems: [{ code: 'internal' }] } })
    expect(logged).toEqual(['call engine.info failed'])
  })
})

it('errors cross a transport whole', () => {
  const problems = [{ code: 'a', message: 'b', remedy: 'c', file: 'd', line: 1, column: 2, details: { e: [1] } }]
  const back = fromWireError(toWireError(new BurstError('refused', problems)))
  expect(back).toMatchObject({ exit: 'refused', problems, message: 'b' })
  expect(toWireError(new DOMException('stop', 'AbortError')).exit).toBe('cancelled')
})
