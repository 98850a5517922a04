import type { Api, CallInput, VolumeProposal, VolumeProposals, VolumeView } from '../../../common/contract.ts'
import { volumeStateText } from '../../../common/volume-state-text.ts'
import type { BurstCommand } from '../burst-command.ts'
import { confirmDeleting, confirmSpending } from '../confirm.ts'
import type { Outcome } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { bytesText } from '../render/durations.ts'
import { moneyText } from '../render/money-text.ts'
import { table } from '../render/table.ts'
import { sourceOf } from '../run-input.ts'
import { sdgenConfig } from '../sdgen-config.ts'
import type { Bind, Session } from '../session.ts'

type CreateFlags = {
  readonly provider: string
  readonly region: string
  readonly gb?: number
  readonly name?: string
  readonly library?: string
  readonly yes?: boolean
}
type ProposeFlags = { readonly library?: string; readonly count?: number; readonly bursts?: number }

const HELP = `
A model volume is a disk in one region that outlives instances. What a burst with --strategy volume sends there is found
by its hash and not sent again. It costs by the month until it is deleted, and serves one instance at a time.

Examples:
  burst volumes propose my.prompt.yaml                     would one gain, and where
  burst volumes create my.prompt.yaml --provider sandbox --region gra
  burst run my.prompt.yaml --provider sandbox --strategy volume
  burst volumes delete sandbox-gra`

export function addVolumeCommands(program: BurstCommand, bind: Bind): void {
  const volumes = program
    .command('volumes')
    .description('model volumes: disks that keep models between bursts')
    .addHelpText('after', HELP)
  volumes
    .command('list', { isDefault: true })
    .description('all of this installation, with what they hold and cost')
    .action(bind(async session => await list(session)))
  volumes
    .command('propose')
    .description('where one would gain for a template, by the sum of a month')
    .argument('<template>', 'a template or a job manifest')
    .option('--library <dir>', 'folder in which template names are looked up')
    .option('-n, --count <n>', 'so many pictures', wholeNumber({ min: 1 }))
    .option(
      '--bursts <n>',
      'bursts a month, in place of those of the last 30 days',
      wholeNumber({ min: 1, max: 10_000 }),
    )
    .action(bind(async (session, template: string, flags: ProposeFlags) => await propose(session, template, flags)))
  volumes
    .command('create')
    .description('make one, large enough for a template or as large as is said')
    .argument('[template]', 'whose models it is for')
    .requiredOption('--provider <name>', 'who keeps it: runpod, lambda, ovh, sandbox')
    .requiredOption('--region <name>', 'where: it serves instances of that region only')
    .option('--gb <n>', 'so many GB', wholeNumber({ min: 1, max: 100_000 }))
    .option('--name <label>', 'what to call it')
    .option('--library <dir>', 'folder in which template names are looked up')
    .option('--yes', 'agree to what it costs by the month')
    .action(
      bind(async (session, template: string | undefined, flags: CreateFlags) => await create(session, template, flags)),
    )
  volumes
    .command('delete')
    .description('have its seller delete one, with the models on it: it bills until then')
    .argument('<volume>', 'its id or its name, as `burst volumes list` shows it')
    .option('--confirm', 'delete it without asking')
    .action(
      bind(
        async (session, volume: string, { confirm }: { confirm?: boolean }) =>
          await remove(session, volume, confirm === true),
      ),
    )
}

async function list(session: Session): Promise<Outcome> {
  const { volumes, providers } = await session.withFace(
    'look',
    async ({ api }) => await api.call('volumes.list', undefined),
  )
  const silent = providers.filter(({ ok }) => !ok)
  for (const { provider, error } of silent) session.note(`${provider} could not be asked: ${error ?? ''}`)
  session.result(volumes, () => volumeTable(volumes))
  return silent.length === 0 ? 'done' : 'provider'
}

function volumeTable(volumes: readonly VolumeView[]): string {
  return table(
    volumes,
    [
      { title: 'NAME', value: ({ label }) => label },
      { title: 'PROVIDER', value: ({ provider }) => provider },
      { title: 'REGION', value: ({ region }) => region },
      { title: 'STATE', value: volumeStateText },
      { title: 'SIZE', right: true, value: ({ bytes }) => (bytes === null ? 'grows' : bytesText(bytes)) },
      { title: 'MODELS', right: true, value: ({ models }) => String(models.length) },
      {
        title: 'HOLDS',
        right: true,
        value: ({ models }) => bytesText(models.reduce((sum, { bytes }) => sum + bytes, 0)),
      },
      {
        title: 'A MONTH',
        right: true,
        value: ({ state, pricePerMonth }) =>
          state === 'missing' ? '' : pricePerMonth === null ? '?' : moneyText(pricePerMonth),
      },
      { title: 'ID', value: ({ id }) => id ?? '?' },
    ],
    'There are no model volumes. `burst volumes propose TEMPLATE` says where one would gain.',
  )
}

async function propose(session: Session, template: string, flags: ProposeFlags): Promise<Outcome> {
  const source = sourceOf(template, flags, session.host, sdgenConfig(session.host))
  const input = { source, ...(flags.bursts === undefined ? {} : { bursts: flags.bursts }) }
  const found = await session.withFace('look', async ({ api }) => await api.call('volumes.propose', input))
  session.result(found, () => proposalsText(found))
  return 'done'
}

function proposalsText({ bursts, proposals, nearest }: VolumeProposals): string {
  const times = `${bursts} ${bursts === 1 ? 'burst' : 'bursts'} a month`
  if (proposals.length > 0) return `At ${times}:\n${proposalTable(proposals)}`
  const none = `At ${times} no model volume is worth its rent.`
  if (nearest === null) return `${none} Nothing that has to be sent would be spared.`
  return `${none} The nearest would be from ${nearest.paysFrom} on:\n${proposalTable([nearest])}`
}

function proposalTable(proposals: readonly VolumeProposal[]): string {
  return table(
    proposals,
    [
      { title: 'PROVIDER', value: ({ provider }) => provider },
      { title: 'REGION', value: ({ region }) => region },
      { title: 'GPU', value: ({ gpu }) => gpu },
      { title: 'SIZE', right: true, value: ({ bytes }) => bytesText(bytes) },
      { title: 'A MONTH', right: true, value: ({ pricePerMonth }) => moneyText(pricePerMonth) },
      { title: 'A BURST', right: true, value: ({ without }) => moneyText(without) },
      { title: 'WITH IT', right: true, value: ({ withVolume }) => moneyText(withVolume) },
      { title: 'GAIN', right: true, value: ({ gain }) => moneyText(gain) },
      {
        title: 'PAYS FROM',
        right: true,
        value: ({ paysFrom }) => (paysFrom === null ? 'never' : `${paysFrom} bursts`),
      },
    ],
    '',
  )
}

async function create(session: Session, template: string | undefined, flags: CreateFlags): Promise<Outcome> {
  const { provider, region, gb, name, yes } = flags
  const asked: CallInput<'volumes.price'> = {
    provider,
    region,
    ...(gb === undefined ? {} : { gigabytes: gb }),
    ...(template === undefined ? {} : { source: sourceOf(template, flags, session.host, sdgenConfig(session.host)) }),
  }
  const made = await session.withFace('look', async ({ api }) => {
    const { bytes, ...wanted } = await priced(session, api, asked)
    if (wanted.pricePerMonth?.simulated !== true) await confirmSpending(session, yes === true)
    return await api.call('volumes.create', { provider, region, bytes, ...(name === undefined ? {} : { label: name }) })
  })
  session.result(
    made,
    () => `${made.label} is there: ${made.id} at ${made.provider}. \`burst run … --strategy volume\` uses it.`,
  )
  return 'done'
}

async function priced(session: Session, api: Api, asked: CallInput<'volumes.price'>) {
  const wanted = await api.call('volumes.price', asked)
  const price = wanted.pricePerMonth === null ? 'a price nobody says' : moneyText(wanted.pricePerMonth)
  session.note(
    `${bytesText(wanted.bytes)} at ${wanted.provider} in ${wanted.region}, for ${price} a month until it is deleted.`,
  )
  return wanted
}

async function remove(session: Session, volume: string, agreed: boolean): Promise<Outcome> {
  await confirmDeleting(session, agreed, `Delete ${volume} with the models on it?`)
  const removed = await session.withFace('look', async ({ api }) => await api.call('volumes.delete', { volume }))
  session.result(removed, () => `${removed.label} is deleted at ${removed.provider}.`)
  return 'done'
}
