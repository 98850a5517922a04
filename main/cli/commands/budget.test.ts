import { describe, expect, test } from 'vitest'
import type { BudgetReport } from '../../../common/contract.ts'
import { runWith } from '../testing/fake-host.ts'
import { euros } from '../testing/samples.ts'

const report = (change: Partial<BudgetReport> = {}): BudgetReport => ({
  daily: euros(5, false),
  monthly: null,
  perBurst: null,
  spentToday: euros(1.2, false),
  spentThisMonth: euros(3, false),
  warnAt: [80],
  state: 'ok',
  alerts: [],
  ...change,
})
const checked = (change: Partial<BudgetReport> = {}) => ({ ...report(change), deliveries: [] })

describe('budget', () => {
  test('shows each limit beside what is used of it', async () => {
    const { out, code } = await runWith(['budget'], { calls: { 'budget.show': () => report() } })
    expect(out).toMatch(/^today +€1\.20 of €5\.00$/m)
    expect(out).toMatch(/^this month +€3\.00, no limit$/m)
    expect(code).toBe(0)
  })

  test('sets what is named and leaves the others', async () => {
    const ran = await runWith(['--json', 'budget', 'set', '--daily', '5', '--per-burst', '0'], {
      calls: { 'budget.set': () => report() },
    })
    expect(ran.calls).toEqual([['budget.set', { daily: 5, monthly: undefined, perBurst: 0 }]])
    expect(JSON.parse(ran.out)).toMatchObject({ daily: { amount: 5 }, monthly: null, state: 'ok', alerts: [] })
  })

  test.each([
    [['budget', 'set'], 'nothing-to-set'],
    [['budget', 'set', '--daily', '-1'], 'invalid-argument'],
    [['alerts', 'login', 'pigeon'], 'unknown-channel'],
  ])('%j is a mistake', async (args, code) => {
    const ran = await runWith(['--json', ...args])
    expect([ran.code, JSON.parse(ran.out).error.code]).toEqual([2, code])
  })

  test('a check tells scripts how things stand', async () => {
    const check = (answer: ReturnType<typeof checked> | object) =>
      runWith(['--json', 'budget', 'check'], { calls: { 'budget.check': () => answer as never } })
    expect((await check(checked())).code).toBe(0)
    expect((await check(checked({ state: 'warned' }))).code).toBe(0)
    expect((await check(checked({ state: 'reached' }))).code).toBe(4)
  })

  test('an alert that did not leave is said, and is trouble', async () => {
    const deliveries = [{ alert: 1, channel: 'mail' as const, ok: false, error: 'connection refused' }]
    const ran = await runWith(['budget', 'check', '--notify'], {
      calls: { 'budget.check': () => ({ ...report(), deliveries }) },
    })
    expect(ran.calls).toEqual([['budget.check', { notify: true }]])
    expect(ran.err).toContain('did not leave by mail: connection refused')
    expect(ran.code).toBe(5)
  })

  test('the password of the mail server goes to the secret store and nowhere else', async () => {
    const kept: string[] = []
    const store = { kind: 'keyring', set: async (name: string, value: string) => void kept.push(`${name}=${value}`) }
    const ran = await runWith(['alerts', 'login', 'mail'], {
      terminal: { secret: async () => 'swordfish\n' },
      host: { openSecrets: async () => ({ store, why: '' }) as never },
    })
    expect(kept).toEqual(['alerts/smtp-password=swordfish'])
    expect(ran.out + ran.err).not.toContain('swordfish')
  })
})
