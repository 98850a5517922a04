import { useCallback, useState } from 'react'
import { useHost } from '../../host/use-host.tsx'
import { burstList } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { useAsked } from '../../state/use-asked.ts'
import { useText } from '../../text/translate.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { AlertList } from './alert-list.tsx'
import { AuditTrail } from './audit-trail.tsx'
import { BudgetPanel } from './budget-panel.tsx'
import { DayChart } from './day-chart.tsx'
import { ExportButtons } from './export-buttons.tsx'
import { GroupTable, type Grouping } from './group-table.tsx'
import { isOfKind, periodOf, PERIODS, type MoneyKind, type PeriodName } from './periods.ts'
import { ReconciledNote } from './reconciled-note.tsx'
import { SpendFigures } from './spend-figures.tsx'

/** What was spent, on what, what is still allowed, and who did what: real money, and practice money apart from it. */
export function SpendPage() {
  const t = useText()
  const { api } = useHost()
  const [periodName, setPeriod] = useState<PeriodName>('30 days')
  const [grouping, setGrouping] = useState<Grouping>('burst')
  const [chosenKind, setKind] = useState<MoneyKind | null>(null)
  // A burst that ends is charged: then the sums are read anew.
  const ended = useStore(state => burstList(state.bursts).filter(({ endedAt }) => endedAt !== null).length)
  const spent = useAsked(
    useCallback(async () => {
      const period = periodOf(periodName, Date.now())
      const [days, groups, budget] = await Promise.all([
        api.call('spend.report', { ...period, by: 'day' }),
        api.call('spend.report', { ...period, by: grouping }),
        api.call('budget.show', undefined),
      ])
      return { days, groups, budget, period }
    }, [api, periodName, grouping, ended]),
  )
  const { value } = spent
  const kind =
    chosenKind ??
    (value && value.days.total.amount === 0 && value.days.simulated.total.amount > 0 ? 'practice' : 'real')
  return (
    <Page title={t('Spend')} actions={value && <ExportButtons entries={value.days.entries} />}>
      {spent.problem && <ProblemNote problem={spent.problem} />}
      {value === null && spent.problem === null && <Skeleton className="h-[520px]" />}
      {value && (
        <>
          <SpendFigures report={value.days} budget={value.budget} kind={kind} />
          <div className="grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_320px]">
            <div className="flex min-w-0 flex-col gap-5">
              <div className="flex flex-wrap gap-4">
                <SelectField
                  label={t('Period')}
                  value={periodName}
                  options={PERIODS.map(name => ({ value: name, text: t(name) }))}
                  onChange={name => setPeriod(name as PeriodName)}
                />
                <SelectField
                  label={t('Money')}
                  value={kind}
                  options={[
                    { value: 'real', text: t('Real money') },
                    { value: 'practice', text: t('Practice money') },
                  ]}
                  onChange={name => setKind(name as MoneyKind)}
                />
              </div>
              <DayChart groups={value.days.groups.filter(isOfKind(kind))} period={value.period} kind={kind} />
              <GroupTable
                groups={value.groups.groups.filter(isOfKind(kind))}
                grouping={grouping}
                onGrouping={setGrouping}
              />
              {kind === 'real' && <ReconciledNote entries={value.days.entries} />}
            </div>
            <div className="flex flex-col gap-5">
              <BudgetPanel budget={value.budget} onChanged={spent.again} />
              <AlertList />
            </div>
          </div>
          <AuditTrail />
        </>
      )}
    </Page>
  )
}
