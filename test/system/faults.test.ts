import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { SANDBOX_FAULT_NAMES, type SandboxFault } from '../../main/core/providers/sandbox/fault-names.ts'
import { renderedTwice, TestHome, writeJob } from './support/test-home.ts'

const COUNT = 8

type Expected = {
  readonly code: number
  readonly state: BurstSummary['state']
  readonly collected: number
  /** How many renderings more than pictures there may be. */
  readonly remade: number
  /** When the fault strikes: before the burst, or when pictures arrive. */
  readonly strikes: 'before' | 'midway'
  readonly times?: number
  readonly says?: RegExp
}

const SURVIVED = { code: 0, state: 'completed', collected: COUNT, remade: 0, strikes: 'before' } as const

/** What becomes of a burst, fault by fault. Complete by type: a new fault needs its line. */
const OUTCOMES: Record<SandboxFault, Expected> = {
  'no-stock': SURVIVED,
  'slow-boot': SURVIVED,
  'never-boots': SURVIVED,
  'reboot-in-setup': SURVIVED,
  'lost-create': SURVIVED,
  'lost-create-unmade': SURVIVED,
  'lingering-delete': SURVIVED,
  'late-dead-man': SURVIVED,
  'no-dead-man': SURVIVED,
  'stale-list': SURVIVED,
  'short-list': SURVIVED,
  // Nobody wants one here.
  'no-image': SURVIVED,
  preempt: { ...SURVIVED, strikes: 'midway', remade: 4 },
  'sshd-drop': { ...SURVIVED, strikes: 'midway' },
  'comfyui-crash': { ...SURVIVED, strikes: 'midway', remade: 1 },
  'out-of-memory': { code: 1, state: 'failed', collected: 0, remade: 0, strikes: 'before', says: /memory/i },
  'remote-disk-full': SURVIVED,
  'corrupt-picture': { ...SURVIVED, remade: 1 },
  'missing-picture': { ...SURVIVED, remade: 1 },
  'slow-pictures': SURVIVED,
}

describe('the practice cloud misbehaves', () => {
  let home: TestHome

  beforeEach(async () => {
    home = new TestHome()
    await home.furnish(120)
  })
  afterEach(() => home.end())

  test.each(SANDBOX_FAULT_NAMES)('%s', async name => {
    const expected = OUTCOMES[name]
    const strike = async () => await home.strike(name, expected.times)
    if (expected.strikes === 'before') await strike()
    // Slow enough that what is made comes home before the next is: what is lost is what was on its way.
    if (expected.strikes === 'midway') await home.strike('slow-pictures', COUNT)
    const run = home.start(['run', writeJob(home, { count: COUNT }), '--provider', 'sandbox', '--json'])
    if (expected.strikes === 'midway') {
      await home.until('two pictures', () => home.renderedSeeds().length >= 2)
      await strike()
    }
    const ended = await run.ended
    expect(ended, ended.stderr).toMatchObject({ code: expected.code })
    const burst = JSON.parse(ended.stdout) as BurstSummary
    expect(burst.state).toBe(expected.state)
    expect(burst.images.collected).toBe(expected.collected)
    expect(new Set(renderedTwice(home.renderedSeeds())).size).toBeLessThanOrEqual(expected.remade)
    if (expected.says) expect(`${burst.message}`).toMatch(expected.says)
    expect((await home.instances()).instances).toEqual([])
  })
})
