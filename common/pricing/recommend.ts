import type { EstimateOption, EstimateResult } from './estimate-result.ts'

/** Rent or stay at home, and why; `best` is null where nothing can be rented. */
export function recommend(best: EstimateOption | null, localSeconds: number): EstimateResult['recommendation'] {
  if (!best) return { choice: 'local', optionIndex: null, reason: 'nothing can be rented now' }
  if (best.netValue === null)
    return { choice: 'local', optionIndex: null, reason: 'what can be rented is priced in another currency' }
  const saved = Math.round(best.savedSeconds)
  const practice = best.cost.simulated ? ' (on the practice cloud, whose money is invented)' : ''
  if (best.netValue.amount < 0)
    return {
      choice: 'local',
      optionIndex: null,
      reason:
        saved > 0
          ? `the cloud saves ${saved} s, which are worth less than it costs`
          : `the cloud would take ${Math.round(best.seconds.total)} s, home ${Math.round(localSeconds)} s`,
    }
  return {
    choice: 'cloud',
    optionIndex: 0,
    reason: `it saves ${saved} s of ${Math.round(localSeconds)} s, worth more than it costs${practice}`,
  }
}
