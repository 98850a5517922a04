import { Play } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { dearestOf, worstCaseOf } from '../../../common/bursts/worst-case.ts'
import type { PlanResult } from '../../../common/contract.ts'
import { toWireMoney, type Money } from '../../../common/money.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { durationText } from '../../ui/duration-text.ts'
import { hourlyText, moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { WorstCaseLine } from '../../ui/worst-case-line.tsx'

type Props = { readonly template: string; readonly count: number; readonly where: string }
type Plan = PlanResult['plan']

/** Somebody who still types or chooses is waited for: each plan asks every seller. */
const SETTLED_MS = 400

/** What it would cost for real money, how bad it can get, and the button that spends it. */
export function RentPanel({ template, count, where }: Props) {
  const t = useText()
  const { api } = useHost()
  const settled = useSettled(count)
  const plan = useAsked(
    useCallback(async () => {
      const source = { from: 'template', template, options: { count: settled } } as const
      return { of: `${where} ${settled}`, ...(await api.call('bursts.plan', { source, provider: where })) }
    }, [api, template, settled, where]),
  )
  const isCurrent = plan.value?.of === `${where} ${count}`
  if (plan.problem) return <ProblemNote problem={plan.problem} />
  if (!plan.value || !isCurrent) return <Skeleton className="h-40" />
  return (
    <>
      <Facts plan={plan.value.plan} />
      <RentButton plan={plan.value.plan} {...{ template, count, where }} />
      {plan.value.warnings.map((warning, at) => (
        <ProblemNote key={`${at} ${warning.code}`} problem={warning} tone="warning" />
      ))}
      <p className="text-small text-ink-2">
        {isFree(plan.value.plan)
          ? t('Your own ComfyUI makes them. Nothing is rented.')
          : t('This rents a machine in your name, and it costs money.')}
      </p>
    </>
  )
}

function Facts({ plan }: { readonly plan: Plan }) {
  const t = useText()
  const [offer] = plan.offers
  const others = plan.offers.length - 1
  const facts: [string, string][] = [
    [t('Estimate'), `${durationText(plan.estimate.seconds)}, ${moneyText(plan.estimatedCost)}`],
    [t('Machine'), `${offer?.gpu ?? ''}, ${cloudName(offer?.provider ?? plan.provider)}, ${offer?.region ?? ''}`],
    [t('Rate'), offer ? hourlyText(toWireMoney(offer.pricePerHour)) : ''],
  ]
  if (others > 0)
    facts.push([
      t('If it is gone'),
      t('{{others}} more, up to {{price}}', { others, price: hourlyText(toWireMoney(dearestOf(plan.offers))) }),
    ])
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-ink-2">{name}</dt>
            <dd className="text-right font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {!isFree(plan) && (
        <p className="rounded-card bg-hover px-3 py-2">
          <WorstCaseLine worst={worstCaseOf(plan)} />
        </p>
      )}
    </>
  )
}

function RentButton({ plan, template, count, where }: Props & { readonly plan: Plan }) {
  const t = useText()
  const { api } = useHost()
  const navigate = useNavigate()
  const limit = isFree(plan) ? null : limitOf(plan)
  const action = isFree(plan)
    ? t('Make them at home')
    : t('Rent for about {{cost}}', { cost: moneyText(plan.estimatedCost) })
  const { run, busy, problem } = useAction(async () => {
    const source = { from: 'template', template, options: { count } } as const
    const { burst } = await api.call('bursts.start', {
      source,
      provider: where,
      ...(limit === null ? {} : { maxCost: limit.micros / 1_000_000 }),
    })
    await navigate(paths.burst(burst.id))
  })
  return (
    <>
      <Button kind="primary" large onClick={run} disabled={busy}>
        <Play size={16} aria-hidden />
        {busy ? t('Starting') : action}
      </Button>
      {problem && <ProblemNote problem={problem} />}
    </>
  )
}

/** Nobody is paid. */
const isFree = (plan: Plan) => dearestOf(plan.offers).micros === 0

/** The price that was shown is the price that may not be exceeded, where it is in the account's money. */
function limitOf(plan: Plan): Money | null {
  const worst = worstCaseOf(plan)
  return worst.kind === 'bounded' && worst.most.taxIncluded ? worst.most : null
}

/** A value once nobody has changed it for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
