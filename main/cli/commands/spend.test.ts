import { describe, expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'
import { euros } from '../testing/samples.ts'

describe('spend', () => {
  const money = { total: euros(0, false), today: euros(0, false), month: euros(0, false) }
  const simulated = { total: euros(0.2), today: euros(0.2), month: euros(0.2) }
  const entry = {
    at: '2026-11-25T02:00:00.000Z',
    provider: '=cmd("x")',
    burstId: 'b1',
    instanceId: null,
    billedSeconds: 210,
    cost: euros(0.196),
    metered: null,
    images: 12,
    seconds: null,
  }
  const calls = { 'spend.report': () => ({ ...money, simulated, groups: [], entries: [entry] }) }

  test('keeps practice money apart', async () => {
    const { out } = await runWith(['spend'], { calls })
    expect(out).toMatch(/^total +€0\.00$/m)
    expect(out).toMatch(/^practice +€0\.20 \(practice money\)/m)
  })

  test('exports entries as CSV in which nothing is a formula', async () => {
    const { out } = await runWith(['spend', '--export', 'csv'], { calls })
    expect(out.split('\r\n')).toEqual([
      'at,provider,burstId,instanceId,billedSeconds,images,amount,metered,currency,taxIncluded,simulated,seconds: boot,seconds: set-up,seconds: models and job,seconds: generation,seconds: idle,seconds: tail,seconds: teardown,seconds: rounding',
      '2026-11-25T02:00:00.000Z,"\'=cmd(""x"")",b1,,210,12,0.196,,EUR,true,true,,,,,,,,',
      '',
    ])
  })

  test('takes days as local days, the last one included', async () => {
    const ran = await runWith(['spend', '--from', '2026-11-01', '--to', '2026-11-30', '--by', 'burst'], { calls })
    const [from, to] = [new Date(2026, 10, 1), new Date(2026, 11, 1)].map(day => day.toISOString())
    expect(ran.calls).toEqual([['spend.report', { from, to, by: 'burst' }]])
  })
})
