import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargeAt, viewAt, type Row } from './row.ts'

const row: Row = {
  id: 'sb-1',
  name: 'burst-a',
  offerId: 'h100-gra',
  pricePerHour: { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: true },
  createdAt: 1_000_000,
  activeAt: 1_090_000,
  endBy: 9_000_000,
  endedAt: null,
  endReason: null,
  goneAt: null,
  sshPort: null,
}

describe('the bill of a machine', () => {
  it.each([
    [1_090_000, 0],
    [1_090_001, 60],
    [1_150_000, 60],
    [1_150_001, 61],
    [1_276_000, 186],
  ])('at %d is for %d seconds', (at, billedSeconds) => {
    expect(chargeAt(row, at)).toEqual({
      billedSeconds,
      cost: { ...row.pricePerHour, micros: Math.ceil((3_360_000 * billedSeconds) / 3600) },
    })
  })

  it('stands still after the end and never shrinks before', () => {
    const instants = integer({ min: 0, max: 20_000_000 })
    assert(
      property(instants, instants, instants, (one, other, endedAt) => {
        const ended = { ...row, endedAt, endReason: 'terminated' as const }
        const [early, late] = [Math.min(one, other), Math.max(one, other)]
        expect(chargeAt(ended, late).billedSeconds).toBeGreaterThanOrEqual(chargeAt(ended, early).billedSeconds)
        expect(chargeAt(ended, endedAt + late)).toEqual(chargeAt(ended, endedAt))
      }),
    )
  })
})

describe('what the account shows of a machine', () => {
  it('follows from its instants', () => {
    const ended = { ...row, endedAt: 2_000_000, endReason: 'terminated' as const, goneAt: 2_005_000, sshPort: 22 }
    const stateAt = (at: number) => viewAt(ended, at)?.state ?? null
    expect([999_999, 1_000_000, 1_090_000, 2_000_000, 2_004_999, 2_005_000].map(stateAt)).toEqual([
      null,
      'provisioning',
      'running',
      'terminating',
      'terminating',
      null,
    ])
    expect(viewAt(ended, 1_000_000)).toMatchObject({ billing: 'none', billedFrom: null, ssh: null })
    expect(viewAt(ended, 1_090_000)).toMatchObject({ billing: 'full', billedFrom: 1_090_000, ssh: { port: 22 } })
    expect(viewAt({ ...row, activeAt: null }, 8_000_000)?.state).toBe('provisioning')
    expect(viewAt({ ...ended, endReason: 'preempted', goneAt: null }, 3_000_000)?.state).toBe('preempted')
  })
})
