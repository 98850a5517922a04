import type { BudgetReport, SpendReport } from '../../../common/contract.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Figure } from '../../ui/figure.tsx'
import { Money } from '../../ui/money.tsx'
import { moneyText, hourlyText } from '../../ui/money-text.ts'
import { monthAhead, type MoneyKind } from './periods.ts'

type Props = { readonly report: SpendReport; readonly budget: BudgetReport; readonly kind: MoneyKind }

/** Today, this month and where it leads, and what runs now. */
export function SpendFigures({ report, budget, kind }: Props) {
  const t = useText()
  const rates = useStore(state => state.safety?.pricesPerHour ?? []).filter(
    ({ simulated }) => simulated === (kind === 'practice'),
  )
  const isReal = kind === 'real'
  const { total, today, month } = isReal
    ? { total: report.total, today: budget.spentToday, month: budget.spentThisMonth }
    : report.simulated
  const ahead = monthAhead(month.amount, Date.now())
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-4 min-[900px]:grid-cols-4">
      <Figure
        label={t('Today')}
        value={<Money value={today} />}
        note={isReal && budget.daily ? t('of {{limit}}', { limit: moneyText(budget.daily) }) : ''}
      />
      <Figure
        label={t('This month')}
        value={<Money value={month} />}
        note={
          ahead === null ? '' : t('as it goes, {{sum}} by its end', { sum: moneyText({ ...month, amount: ahead }) })
        }
      />
      <Figure label={t('In this period')} value={<Money value={total} />} note={t('charged, nothing running')} />
      <Figure
        label={t('Runs now')}
        value={rates.length === 0 ? t('nothing') : rates.map(hourlyText).join(', ')}
        note={rates.length === 0 ? '' : t('on the meter at this moment')}
      />
    </dl>
  )
}
