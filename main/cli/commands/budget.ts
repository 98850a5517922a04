import type { BudgetReport, DeliveryView } from '../../../common/contract.ts'
import { ALERT_SECRETS } from '../../core/alerts/channels.ts'
import type { AlertChannel } from '../../../common/spend/alert.ts'
import { checkSecret } from '../../core/storage/secrets/secret-store.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { decimalNumber } from '../option-values.ts'
import { alertsText, budgetText } from '../render/budget-text.ts'
import type { Bind, Session } from '../session.ts'
import { flagError } from '../usage-error.ts'

type SetFlags = { readonly daily?: number; readonly monthly?: number; readonly perBurst?: number }

export function addBudgetCommands(program: BurstCommand, bind: Bind): void {
  const amount = decimalNumber({ min: 0, max: 1_000_000 })
  const budget = program
    .command('budget')
    .description('limits of money for a day, a month and a burst')
    .action(bind(async session => await show(session)))
  budget
    .command('set')
    .description('change limits; 0 takes one away')
    .option('--daily <amount>', 'most that all bursts of a day may cost', amount)
    .option('--monthly <amount>', 'most that all bursts of a month may cost', amount)
    .option('--per-burst <amount>', 'most that one burst may cost', amount)
    .addHelpText('after', '\nIn the currency of the account, tax included. Practice money is in no budget.')
    .action(bind(async (session, flags: SetFlags) => await set(session, flags)))
  budget
    .command('check')
    .description('how things stand, for a timer: exit 4 where a limit is used up')
    .option('--notify', 'send the alerts that have not left yet')
    .action(bind(async (session, flags: { notify?: true }) => await check(session, flags.notify === true)))
  const alerts = program
    .command('alerts')
    .description('what Burst had to tell')
    .action(bind(async session => await list(session)))
  alerts
    .command('test')
    .description('send one by mail and webhook, as far as they are set up')
    .action(bind(async session => await test(session)))
  alerts
    .command('login')
    .description('enter the password of the mail server, or the token of the webhook')
    .argument('<channel>', 'mail or webhook')
    .action(bind(async (session, channel: string) => await login(session, channel)))
}

async function show(session: Session): Promise<Outcome> {
  const report = await session.withFace('look', async ({ api }) => await api.call('budget.show', undefined))
  session.result(report, () => budgetText(report))
  return 'done'
}

async function set(session: Session, { daily, monthly, perBurst }: SetFlags): Promise<Outcome> {
  if (daily === undefined && monthly === undefined && perBurst === undefined)
    throw flagError('nothing-to-set', 'No limit is given.', 'Use --daily, --monthly or --per-burst.')
  const report = await session.withFace(
    'look',
    async ({ api }) => await api.call('budget.set', { daily, monthly, perBurst }),
  )
  session.result(report, () => budgetText(report))
  return 'done'
}

async function check(session: Session, notify: boolean): Promise<Outcome> {
  const checked = await session.withFace('look', async ({ api }) => await api.call('budget.check', { notify }))
  const { deliveries, ...report } = checked
  noteFailures(session, deliveries)
  session.result(notify ? checked : report, () => budgetText(report))
  if (deliveries.some(({ ok }) => !ok)) return 'provider'
  return isReached(report) ? 'refused' : 'done'
}

function isReached({ state }: BudgetReport): boolean {
  return state === 'reached'
}

function noteFailures(session: Session, deliveries: readonly DeliveryView[]): void {
  for (const { channel, error } of deliveries)
    if (error !== undefined) session.note(`warning: an alert did not leave by ${channel}: ${error}`)
}

async function list(session: Session): Promise<Outcome> {
  const found = await session.withFace('look', async ({ api }) => await api.call('alerts.list', {}))
  session.result(found, () => alertsText(found))
  return 'done'
}

async function test(session: Session): Promise<Outcome> {
  const deliveries = await session.withFace('look', async ({ api }) => await api.call('alerts.test', undefined))
  noteFailures(session, deliveries)
  session.result(deliveries, () =>
    deliveries.map(({ channel, ok }) => `${channel}  ${ok ? 'sent' : 'failed'}`).join('\n'),
  )
  return deliveries.every(({ ok }) => ok) ? 'done' : 'provider'
}

async function login(session: Session, named: string): Promise<Outcome> {
  if (named !== 'mail' && named !== 'webhook')
    throw flagError('unknown-channel', `There is no channel ${named}.`, 'Name mail or webhook.')
  const channel: AlertChannel = named
  const { terminal, interrupts } = session.host
  const what = channel === 'mail' ? 'password of the mail server' : 'token of the webhook'
  const secret = (await terminal.secret(`${what}: `, interrupts.first)).trim()
  checkSecret(ALERT_SECRETS[channel], secret)
  const { store } = await session.host.openSecrets(session.home)
  await store.set(ALERT_SECRETS[channel], secret)
  session.result({ channel, store: store.kind }, () => `kept ${ALERT_SECRETS[channel]} (${store.kind})`)
  return 'done'
}
