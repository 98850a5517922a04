import type { SafetyView } from '../../common/contract.ts'
import { formatMoney } from '../../common/money.ts'
import type { Say } from './text/say.ts'

export type TrayView = {
  /** What bills now, for who hovers. */
  readonly tooltip: string
  /** Lines that say it at the top of the menu; they do nothing. */
  readonly lines: readonly string[]
  readonly state: 'quiet' | 'running' | 'unknown'
  readonly count: number
}

/** What the tray says: how many instances, what they cost an hour, and whether everybody answered. */
export function trayView(safety: SafetyView | null, say: Say): TrayView {
  const billing = (safety?.instances ?? []).filter(
    ({ whose, billing: bills }) => (whose === 'ours' || whose === 'orphaned') && bills !== 'none',
  )
  const silent = (safety?.providers ?? []).filter(({ ok }) => !ok).map(({ provider }) => provider)
  const known = safety !== null && safety.lookedAt !== null && silent.length === 0
  const rate = (safety?.pricesPerHour ?? []).map(({ amount, ...money }) =>
    say('{{rate}} an hour', { rate: formatMoney({ ...money, micros: Math.round(amount * 1_000_000) }) }),
  )
  const runs = billing.length === 0 ? say('Nothing runs') : say('{{count}} running', { count: billing.length })
  const lines = [
    known || billing.length > 0 ? [runs, ...rate].join(' · ') : say('What runs is not known'),
    ...(silent.length > 0 ? [say('No answer from {{names}}: may be billing', { names: silent.join(', ') })] : []),
    ...(safety && safety.picturesNotHome > 0
      ? [say('{{count}} pictures not home yet', { count: safety.picturesNotHome })]
      : []),
  ]
  return {
    tooltip: `Burst: ${lines[0]}`,
    lines,
    state: known ? (billing.length > 0 ? 'running' : 'quiet') : 'unknown',
    count: billing.length,
  }
}
