import type { SpendReport } from '../../../common/contract.ts'
import { durationText } from './durations.ts'
import { moneyText } from './money-text.ts'
import { pairs, table } from './table.ts'

/** Real money first, practice money apart, then the groups. */
export function spendText(report: SpendReport): string {
  const { simulated } = report
  const sums = pairs([
    ['today', moneyText(report.today)],
    ['this month', moneyText(report.month)],
    ['total', moneyText(report.total)],
    ['practice', `${moneyText(simulated.total)}, today ${moneyText(simulated.today)}`],
  ])
  const groups = table(
    report.groups,
    [
      { title: 'GROUP', value: group => group.key },
      { title: 'COST', right: true, value: group => moneyText(group.cost) },
      { title: 'INSTANCES', right: true, value: group => String(group.instances) },
      { title: 'PICTURES', right: true, value: group => (group.images === null ? 'unknown' : String(group.images)) },
      { title: 'A PICTURE', right: true, value: group => (group.costPerImage ? moneyText(group.costPerImage) : '') },
      { title: 'BILLED', right: true, value: group => durationText(group.billedSeconds) },
    ],
    '',
  )
  return groups === '' ? sums : `${sums}\n\n${groups}`
}
