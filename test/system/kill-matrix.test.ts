import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { BURST_EVENT_TYPES } from '../../common/bursts/events.ts'
import { outsidePoints } from '../../main/core/bursts/outside.ts'
import { diskOf, scenarioOf } from './support/kill-scenarios.ts'
import { renderedTwice, TestHome, writeJob } from './support/test-home.ts'

const COUNT = 12
const POINTS = [
  ...outsidePoints(),
  ...BURST_EVENT_TYPES.flatMap(type => [`event.${type}:before`, `event.${type}:after`]),
]

/**
 * The app is killed with SIGKILL at every point at which a burst touches the outside or writes an event. Afterwards it is
 * started again and must end up with every picture, none made twice, and nothing rented.
 *
 * The points are read from the driver's ports and from the list of events: a new one fails here until it is reached.
 */
describe.concurrent('killed', () => {
  test.each(POINTS)('at %s', async point => {
    const scenario = scenarioOf(point)
    const unfit = scenario.unfit?.() ?? null
    if (unfit !== null) {
      process.stdout.write(`skipped: killed at ${point}: ${unfit}\n`)
      return
    }
    await using trial = new Trial()
    const { home } = trial
    await home.furnish(scenario.speed, scenario.settings)
    await scenario.prepare?.(home)
    const command = (await scenario.command?.(home, trial.runArgs())) ?? trial.runArgs()
    const first = home.start(command, { BURST_TEST_KILL_AT: point })
    const [ended] = await Promise.all([first.ended, scenario.meanwhile?.(home)])
    expect(ended, ended.stderr).toMatchObject({ signal: 'SIGKILL' })
    await scenario.repair?.(home)

    const state = scenario.ends ?? 'completed'
    await trial.takeUp(state)

    const burst = (await home.bursts()).find(({ images }) => images.requested === COUNT)
    expect(burst).toMatchObject({ state, images: { requested: COUNT, collected: COUNT, failed: 0 } })
    expect(readdirSync(trial.out).filter(name => name.endsWith('.png'))).toHaveLength(COUNT)
    if (!scenario.mayRemake) expect(renderedTwice(home.renderedSeeds())).toEqual([])
    const { instances, providers } = await home.instances()
    expect(instances).toEqual([])
    expect(providers).toMatchObject([{ provider: 'sandbox', ok: true }])
  })
})

/** One burst of twelve pictures in a home of its own. */
class Trial {
  readonly home = new TestHome()

  get out(): string {
    const disk = diskOf(this.home)
    return path.join(existsSync(disk) ? disk : this.home.root, 'pictures')
  }

  runArgs(): string[] {
    return ['run', writeJob(this.home, { count: COUNT }), '--provider', 'sandbox', '--out', this.out]
  }

  /** What a user does after a crash: start Burst again, and take up or start what is not complete. */
  async takeUp(state: string): Promise<void> {
    const recovered = await this.home.burst('engine', '--until-idle')
    expect(recovered, recovered.stderr).toMatchObject({ code: 0 })
    const burst = (await this.home.bursts()).find(({ images }) => images.requested === COUNT)
    if (burst?.state === state) return
    const again = await this.home.burst(...(burst ? ['resume', burst.id] : this.runArgs()))
    expect(again, again.stderr).toMatchObject({ code: state === 'completed' ? 0 : 3 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (existsSync(diskOf(this.home))) spawnSync('umount', ['-l', diskOf(this.home)])
    await this.home.end()
  }
}
