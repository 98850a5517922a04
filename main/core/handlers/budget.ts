import type { BudgetReport, Handlers, Publishers, StreamEvent } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { accountMoney, toWireMoney } from '../../../common/money.ts'
import { budgetState } from '../../../common/spend/budget-alerts.ts'
import { warnShares } from '../alerts/budget-watch.ts'
import type { Delivery } from '../alerts/alerts.ts'
import { monthStart } from '../spend/local-days.ts'
import { writeSetting } from '../storage/settings-store.ts'
import type { Parts } from './parts.ts'
import { publishQueued } from './publish-queued.ts'

type Needed = Pick<Parts, 'db' | 'settings' | 'budgets' | 'alerts' | 'lookForAlerts' | 'wallNow'>

/** So many alerts are told at first; older ones are in the list. */
const RECENT = 50

export function budgetHandlers({ db, settings, budgets, alerts, lookForAlerts, wallNow }: Needed) {
  function report(): BudgetReport {
    const set = settings()
    const limitOf = (amount: number) => (amount > 0 ? toWireMoney(accountMoney(amount, set.currency)) : null)
    const { today, month } = budgets.spent()
    return {
      daily: limitOf(set['budget-daily']),
      monthly: limitOf(set['budget-monthly']),
      perBurst: limitOf(set['max-cost']),
      spentToday: toWireMoney(today),
      spentThisMonth: toWireMoney(month),
      warnAt: warnShares(set),
      state: budgetState(budgets.limits(null), warnShares(set)),
      alerts: alerts.list(monthStart(wallNow()), RECENT).filter(({ kind }) => kind === 'budget'),
    }
  }

  return {
    'budget.show': async () => report(),
    'budget.set': async ({ daily, monthly, perBurst }) => {
      const given = { 'budget-daily': daily, 'budget-monthly': monthly, 'max-cost': perBurst } as const
      for (const key of ['budget-daily', 'budget-monthly', 'max-cost'] as const)
        if (given[key] !== undefined) writeSetting(db, key, given[key])
      return report()
    },
    'budget.check': async ({ notify }, signal) => {
      lookForAlerts()
      const deliveries = notify ? await alerts.deliver(signal) : []
      return { ...report(), deliveries: deliveries.map(deliveryView) }
    },
    'alerts.list': async ({ limit }) => alerts.list(0, limit),
    'alerts.test': async (_, signal) => {
      const at = wallNow()
      const raised = alerts.raise({
        key: `test ${at}`,
        kind: 'test',
        message: 'This is how an alert looks.',
        simulated: false,
      })
      const deliveries = await alerts.deliver(signal)
      const own = deliveries.filter(({ alert }) => alert.id === raised?.id)
      if (own.length > 0) return own.map(deliveryView)
      throw new BurstError('usage', [
        {
          code: 'no-channel',
          message: 'Alerts stay in the app: no way out is set up.',
          remedy: 'Set mail-to and smtp-host, or alert-webhook, with `burst config set`.',
        },
      ])
    },
  } satisfies Partial<Handlers>
}

function deliveryView({ alert, channel, error }: Delivery) {
  return { alert: alert.id, channel, ok: error === null, ...(error === null ? {} : { error }) }
}

/** The latest alerts, then each one that is raised. */
export function alertPublisher({ alerts }: Pick<Parts, 'alerts'>): Publishers['alerts'] {
  return async (_, publish, signal) =>
    await publishQueued<StreamEvent<'alerts'>>(
      [{ type: 'snapshot', alerts: alerts.list(0, RECENT) }],
      hear => alerts.onRaised(alert => hear({ type: 'raised', alert })),
      publish,
      signal,
    )
}
