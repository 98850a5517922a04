import { useId, useState, type SubmitEvent } from 'react'
import type { BudgetReport } from '../../../common/contract.ts'
import type { WireMoney } from '../../../common/money.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'

type Props = { readonly budget: BudgetReport; readonly onChanged: () => Promise<void> }

/** How much of each budget is used, and the way to change them. */
export function BudgetPanel({ budget, onChanged }: Props) {
  const t = useText()
  const { daily, monthly, perBurst, spentToday, spentThisMonth } = budget
  return (
    <section aria-label={t('Budgets')} className="flex flex-col gap-4 rounded-card border border-line bg-surface p-4">
      <h2 className="font-semibold">{t('Budgets')}</h2>
      <Gauge label={t('Today')} spent={spentToday} limit={daily} />
      <Gauge label={t('This month')} spent={spentThisMonth} limit={monthly} />
      <p className="text-small text-ink-2">
        {t(
          'At a limit nothing more is begun, what is made comes home, and the instances end. Practice money is in no budget.',
        )}
      </p>
      <Limits key={JSON.stringify([daily, monthly, perBurst])} budget={budget} onChanged={onChanged} />
    </section>
  )
}

type GaugeProps = { readonly label: string; readonly spent: WireMoney; readonly limit: WireMoney | null }

function Gauge({ label, spent, limit }: GaugeProps) {
  const t = useText()
  const share = limit === null ? 0 : Math.min(1, spent.amount / limit.amount)
  const isUsedUp = limit !== null && spent.amount >= limit.amount
  return (
    <div className="flex flex-col gap-1">
      <p className="flex justify-between gap-3">
        <span className="text-ink-2">{label}</span>
        <span>
          {limit === null
            ? t('{{spent}}, no limit', { spent: moneyText(spent) })
            : t('{{spent}} of {{limit}}', { spent: moneyText(spent), limit: moneyText(limit) })}
        </span>
      </p>
      {limit !== null && (
        <span
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={limit.amount}
          aria-valuenow={Math.min(spent.amount, limit.amount)}
          className="h-2 overflow-hidden rounded-chip bg-hover"
        >
          <span
            className={classNames('block h-full origin-left', isUsedUp ? 'bg-danger' : 'bg-accent')}
            style={{ transform: `scaleX(${share})` }}
          />
        </span>
      )}
    </div>
  )
}

function Limits({ budget, onChanged }: Props) {
  const t = useText()
  const { api } = useHost()
  const [daily, setDaily] = useState(textOf(budget.daily))
  const [monthly, setMonthly] = useState(textOf(budget.monthly))
  const [perBurst, setPerBurst] = useState(textOf(budget.perBurst))
  const { run, busy, problem } = useAction(async () => {
    await api.call('budget.set', { daily: Number(daily), monthly: Number(monthly), perBurst: Number(perBurst) })
    await onChanged()
  })
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  const { currency } = budget.spentToday
  return (
    <form onSubmit={save} className="flex flex-col gap-3 border-t border-line pt-4">
      <LimitField label={t('A day, {{currency}}', { currency })} value={daily} onChange={setDaily} />
      <LimitField label={t('A month, {{currency}}', { currency })} value={monthly} onChange={setMonthly} />
      <LimitField label={t('A burst, {{currency}}', { currency })} value={perBurst} onChange={setPerBurst} />
      <Button type="submit" disabled={busy}>
        {t('Set limits')}
      </Button>
      {problem && <ProblemNote problem={problem} />}
    </form>
  )
}

function textOf(limit: WireMoney | null): string {
  return limit === null ? '' : String(limit.amount)
}

type FieldProps = { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }

function LimitField({ label, value, onChange }: FieldProps) {
  const t = useText()
  const field = useId()
  return (
    <div className="flex items-center justify-between gap-3">
      <label htmlFor={field} className="text-ink-2">
        {label}
      </label>
      <input
        id={field}
        type="number"
        min={0}
        step="any"
        placeholder={t('no limit')}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 w-28 rounded-control border border-line-strong bg-paper px-2 text-right"
      />
    </div>
  )
}
