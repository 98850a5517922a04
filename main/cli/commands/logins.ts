import type { ProviderView } from '../../../common/contract.ts'
import { CREDENTIALS, type CloudId } from '../../core/providers/credentials.ts'
import { cloudNamed, forgetCredentials, keepCredentials, type NoteLogin } from '../../core/providers/login.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { moneyText } from '../render/money-text.ts'
import { table } from '../render/table.ts'
import type { Bind, Session } from '../session.ts'
import { flagError } from '../usage-error.ts'

type LoginFlags = { readonly fromEnv?: boolean }

export function addLoginCommands(providers: BurstCommand, bind: Bind): void {
  providers.action(bind(async session => await show(session, undefined)))
  providers
    .command('test')
    .description('ask whether the credentials are good, and for what')
    .argument('[provider]', 'only this one')
    .action(bind(async (session, provider: string | undefined) => await show(session, provider)))
  providers
    .command('login')
    .description('enter credentials; they go to the secret store and nowhere else')
    .argument('<provider>', Object.keys(CREDENTIALS).join(', '))
    .option('--from-env', "take them from the variables of the provider's own tools")
    .addHelpText('after', '\nA key may be piped in: printf %s "$KEY" | burst providers login runpod')
    .action(bind(async (session, provider: string, flags: LoginFlags) => await login(session, provider, flags)))
  providers
    .command('logout')
    .description('forget the credentials of a provider')
    .argument('<provider>', Object.keys(CREDENTIALS).join(', '))
    .action(bind(async (session, provider: string) => await logout(session, provider)))
}

/** A provider that was named and does not work is trouble; of all of them only those that are configured. */
async function show(session: Session, provider: string | undefined): Promise<Outcome> {
  const asked = provider === undefined ? {} : { provider }
  const list = await session.withFace('look', async ({ api }) =>
    api.call('providers.list', asked, session.host.interrupts.first),
  )
  session.result(
    list.map(({ fields: _fields, deadMan: _deadMan, ...view }) => view),
    () => providersTable(list),
  )
  const isFine = ({ ok, configured }: ProviderView) => ok || (provider === undefined && !configured)
  return list.every(isFine) ? 'done' : 'provider'
}

async function login(session: Session, provider: string, { fromEnv }: LoginFlags): Promise<Outcome> {
  const cloud = cloudNamed(provider)
  const fields = fromEnv === true ? fromEnvironment(session, cloud) : await entered(session, cloud)
  const { store } = await session.host.openSecrets(session.home)
  const kept = await keepCredentials(store, noteFor(session), cloud, fields)
  session.note(`kept ${kept.join(', ')} (${store.kind})`)
  return await lookAround(session, cloud)
}

const noteFor =
  ({ host, home }: Session): NoteLogin =>
  async (cloud, is) =>
    await host.noteLogin(home, cloud, is)

function fromEnvironment({ host }: Session, cloud: CloudId): Record<string, string> {
  const found = CREDENTIALS[cloud].flatMap(({ field, variable }) => {
    const value = host.env[variable] ?? ''
    return value === '' ? [] : [[field, value] as const]
  })
  if (found.length > 0) return Object.fromEntries(found)
  const variables = CREDENTIALS[cloud].map(({ variable }) => variable).join(', ')
  throw flagError('nothing-in-environment', `--from-env: none of ${variables} is set.`, 'Set them, or leave it away.')
}

async function entered(session: Session, cloud: CloudId): Promise<Record<string, string>> {
  if (cloud === 'ovh') return await enteredForOvh(session)
  const fields: Record<string, string> = {}
  for (const { field, about } of CREDENTIALS[cloud]) fields[field] = await secret(session, `${cloud} ${about}`)
  return fields
}

/** The consumer key is not typed: OVHcloud is asked for one, and the user agrees to it on its page. */
async function enteredForOvh(session: Session): Promise<Record<string, string>> {
  const { terminal, interrupts, env, pages } = session.host
  if (!terminal.canAsk)
    throw flagError('ovh-login', 'The login at OVHcloud asks questions.', 'Use a terminal, or --from-env.')
  session.note('Application key and secret are made on https://eu.api.ovh.com/createApp/ (or ca., us.).')
  const ask = async (question: string, usual: string) => {
    const answer = (await terminal.ask(`${question}${usual === '' ? '' : ` [${usual}]`}: `, interrupts.first)).trim()
    return answer === '' ? usual : answer
  }
  const keys = {
    endpoint: await ask('Platform (ovh-eu, ovh-ca, ovh-us)', 'ovh-eu'),
    project: await ask('Id of the Public Cloud project', env['OVH_CLOUD_PROJECT_SERVICE'] ?? ''),
    applicationKey: await secret(session, 'application key'),
    applicationSecret: await secret(session, 'application secret'),
  }
  const { askForConsumerKey } = await import('../../core/providers/ovh/consumer-key.ts')
  const { systemClock } = await import('../../core/clock.ts')
  const lead = (url: string) => {
    session.note(`Agree to the rights that Burst uses on ${url}`)
    pages.openInBrowser(url)
  }
  const consumerKey = await askForConsumerKey(keys, { env, clock: systemClock, show: lead }, interrupts.first)
  return {
    endpoint: keys.endpoint,
    project: keys.project,
    application_key: keys.applicationKey,
    application_secret: keys.applicationSecret,
    consumer_key: consumerKey,
  }
}

async function secret({ host }: Session, what: string): Promise<string> {
  return (await host.terminal.secret(`${what}: `, host.interrupts.first)).trim()
}

/** Worth something before any rent: what is on the account, and what it costs. */
async function lookAround(session: Session, cloud: CloudId): Promise<Outcome> {
  const signal = session.host.interrupts.first
  return await session.withFace<Outcome>('look', async ({ api }) => {
    const [view] = await api.call('providers.list', { provider: cloud }, signal)
    const { instances, leftovers } = await api.call('instances.list', { all: true }, signal)
    const mine = <T extends { provider: string }>(list: readonly T[]) => list.filter(one => one.provider === cloud)
    const { fields: _fields, ...checked } = view ?? { fields: [], provider: cloud, ok: false }
    const found = { ...checked, instances: mine(instances), leftovers: mine(leftovers) }
    session.result(found, () =>
      [
        view?.ok === true
          ? `${cloud}: the credentials are good (${view.rights.join(', ')})`
          : `${cloud}: ${view?.error ?? 'not asked'}`,
        `On the account: ${found.instances.length} instances, ${found.leftovers.length} disks, snapshots and the like.`,
        ...found.instances.map(
          ({ id, name, state, pricePerHour }) =>
            `  ${id}  ${name}  ${state}  ${pricePerHour ? `${moneyText(pricePerHour)} an hour` : 'price unknown'}`,
        ),
        ...found.leftovers.map(
          ({ kind, id, name, pricePerMonth }) =>
            `  ${kind} ${id}  ${name}  ${pricePerMonth ? `${moneyText(pricePerMonth)} a month` : 'price unknown'}`,
        ),
      ].join('\n'),
    )
    return view?.ok === true ? 'done' : 'provider'
  })
}

async function logout(session: Session, provider: string): Promise<Outcome> {
  const cloud = cloudNamed(provider)
  const { store } = await session.host.openSecrets(session.home)
  const forgotten = await forgetCredentials(store, noteFor(session), cloud)
  const left = CREDENTIALS[cloud].filter(({ variable }) => (session.host.env[variable] ?? '') !== '')
  if (left.length > 0) session.note(`still set: ${left.map(({ variable }) => variable).join(', ')}`)
  session.result({ provider: cloud, forgotten }, () =>
    forgotten.length > 0 ? `Forgotten: ${forgotten.join(', ')}` : 'There was nothing to forget.',
  )
  return 'done'
}

function providersTable(list: readonly ProviderView[]): string {
  return table(
    list,
    [
      { title: 'PROVIDER', value: view => view.provider },
      { title: 'CREDENTIALS', value: view => (view.configured ? (view.ok ? 'good' : 'not good') : 'none') },
      {
        title: 'WHAT FOR',
        value: view =>
          view.error ??
          (view.configured
            ? view.rights.join(', ')
            : `burst providers login ${view.provider}, or ${view.fields.filter(({ isSecret }) => isSecret)[0]?.variable ?? ''}`),
      },
    ],
    'There is no provider.',
  )
}
