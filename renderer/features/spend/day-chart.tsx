import { memo, useMemo } from 'react'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { SpendReport } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { moneyText } from '../../ui/money-text.ts'
import { daysOf, type MoneyKind, type Period } from './periods.ts'

type Props = { readonly groups: SpendReport['groups']; readonly period: Period; readonly kind: MoneyKind }

const TEXT = { fill: 'var(--ink-3)', fontSize: 11 } as const
const MARGIN = { top: 8, right: 8, bottom: 4, left: 4 } as const

/** What each day cost. Days on which nothing ended are there too. */
export const DayChart = memo(function DayChart({ groups, period, kind }: Props) {
  const t = useText()
  // More than one currency cannot stand on one scale: the first is drawn, the others are in the table.
  const currency = groups[0]?.cost.currency ?? 'EUR'
  const days = useMemo(() => {
    const cost = new Map(groups.filter(one => one.cost.currency === currency).map(one => [one.key, one.cost.amount]))
    return daysOf(period).map(day => ({ day, amount: cost.get(day) ?? 0 }))
  }, [groups, period, currency])
  const money = (amount: number) => moneyText({ amount, currency })
  return (
    <figure aria-label={t('Cost by day')} className="rounded-card border border-line bg-surface p-4">
      <figcaption className="mb-2 font-semibold">
        {kind === 'real' ? t('Cost by day') : t('Cost by day, in practice money')}
      </figcaption>
      <div aria-hidden className="h-48">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={days} accessibilityLayer={false} margin={MARGIN}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="day"
              tickFormatter={shortDay}
              tick={TEXT}
              stroke="var(--line-strong)"
              minTickGap={28}
              tickLine={false}
            />
            <YAxis width={64} tickFormatter={money} tick={TEXT} stroke="var(--line-strong)" />
            <Tooltip
              cursor={{ fill: 'var(--hover)' }}
              formatter={value => [money(Number(value)), t('cost')]}
              contentStyle={{ background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 6 }}
            />
            <Bar dataKey="amount" fill="var(--chart-1)" radius={[2, 2, 0, 0]} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className="sr-only">
        <caption>{t('Cost by day')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('Day')}</th>
            <th scope="col">{t('Cost')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ key, cost }) => (
            <tr key={`${key} ${cost.currency}`}>
              <th scope="row">{key}</th>
              <td>{moneyText(cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
})

/** `26 Nov` */
function shortDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
}
