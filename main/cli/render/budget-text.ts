import type { BudgetReport } from '../../../common/contract.ts'
import type { WireMoney } from '../../../common/money.ts'
import type { Alert } from '../../../common/spend/alert.ts'
import { moneyText } from './money-text.ts'
import { pairs, table } from './table.ts'

const STATES: Readonly<Record<BudgetReport['state'], string>> = {
  ok: 'within all limits',
  warned: 'a limit is nearly used up',
  reached: 'a limit is used up: nothing more is rented',
}

/** Each limit beside what is used of it, then how things stand. */
export function budgetText(report: BudgetReport): string {
  const of = (spent: WireMoney, limit: WireMoney | null) =>
    limit === null ? `${moneyText(spent)}, no limit` : `${moneyText(spent)} of ${moneyText(limit)}`
  const facts = pairs([
    ['today', of(report.spentToday, report.daily)],
    ['this month', of(report.spentThisMonth, report.monthly)],
    ['each burst', report.perBurst === null ? 'no limit' : `at most ${moneyText(report.perBurst)}`],
    ['state', STATES[report.state]],
  ])
  return report.alerts.length === 0 ? facts : `${facts}\n\n${alertsText(report.alerts)}`
}

export function alertsText(alerts: readonly Alert[]): string {
  return table(
    alerts,
    [
      { title: 'AT', value: alert => alert.at },
      { title: 'KIND', value: alert => alert.kind },
      { title: 'ALERT', value: alert => alert.message },
    ],
    'Nothing had to be told.',
  )
}
