import type { Checkpoint } from './bursts/outside.ts'

/** Names the checkpoint at which this process is to end as by a power cut: `<point>`, or `<point>#<n>` for its n-th passing. */
const VARIABLE = 'BURST_TEST_KILL_AT'

/** What checkpoints do: nothing, but in tests that prove that a burst survives its engine's end at each of them. */
export function checkpointFrom(env: NodeJS.ProcessEnv, killMyself: () => void): Checkpoint {
  const wanted = env[VARIABLE]
  if (wanted === undefined || wanted === '') return () => undefined
  const [point, times = '1'] = wanted.split('#')
  let left = Number(times)
  return passed => {
    if (passed !== point) return
    left -= 1
    if (left === 0) killMyself()
  }
}
