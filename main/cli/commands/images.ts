import path from 'node:path'
import type { ImageView } from '../../../common/contract.ts'
import { imageStateText } from '../../../common/image-state-text.ts'
import { APP_ROOT } from '../../core/app-root.ts'
import { dockerfile, setupScript } from '../../core/providers/bootstrap/image.ts'
import type { BurstCommand } from '../burst-command.ts'
import { confirmDeleting } from '../confirm.ts'
import type { Outcome } from '../exit-codes.ts'
import { decimalNumber } from '../option-values.ts'
import { bytesText } from '../render/durations.ts'
import { moneyText } from '../render/money-text.ts'
import { table } from '../render/table.ts'
import { runBurst, type HowToRun } from '../run-burst.ts'
import { sourceOf } from '../run-input.ts'
import { sdgenConfig } from '../sdgen-config.ts'
import type { Bind, Session } from '../session.ts'

type BuildFlags = HowToRun & {
  readonly provider?: string
  readonly gpu?: string
  readonly region?: string
  readonly name?: string
  readonly library?: string
  readonly maxCost?: number
}

const BUILD_HELP = `
Rents an instance, sets it up, brings the template's models, makes one picture to see that all of it works, keeps the disk
as an image, and ends the instance. Later bursts start from it with --strategy image. It costs by the month until it is
deleted.

Examples:
  burst images build --provider sandbox                  practice: costs nothing
  burst images build my.prompt.yaml --provider ovh       with the models of that template
  burst run my.prompt.yaml --provider ovh --strategy image`

/** Prepared images, and what instances are set up with in forms for people who set up their own. */
export function addImageCommands(program: BurstCommand, bind: Bind): void {
  const images = program.command('images').description('prepared images: disks to start instances from')
  images
    .command('list', { isDefault: true })
    .description('all of this installation, with what they cost')
    .action(bind(async session => await list(session)))
  images
    .command('build')
    .description('make one, by a burst of one picture')
    .argument('[template]', 'whose models it is to have; else a sample')
    .option('--library <dir>', 'folder in which template names are looked up')
    .option('--provider <name>', 'who keeps it: ovh, sandbox')
    .option('--gpu <name>', 'set up on this GPU, as in h100')
    .option('--region <name>', 'in this region: it can be started from nowhere else')
    .option('--name <label>', 'what to call it')
    .option('--max-cost <amount>', 'most the making may cost', decimalNumber({ min: 0 }))
    .option('--dry-run', 'show the plan, rent nothing')
    .option('--detach', 'leave it to an engine of its own and return')
    .option('--yes', 'agree to spend what the plan says')
    .addHelpText('after', BUILD_HELP)
    .action(
      bind(async (session, template: string | undefined, flags: BuildFlags) => await build(session, template, flags)),
    )
  images
    .command('delete')
    .description('have its seller delete one: it bills until then')
    .argument('<image>', 'its id or its name, as `burst images list` shows it')
    .option('--confirm', 'delete it without asking')
    .action(
      bind(
        async (session, image: string, { confirm }: { confirm?: boolean }) =>
          await remove(session, image, confirm === true),
      ),
    )
  const print = (name: string, what: string, make: () => string) =>
    images
      .command(name)
      .description(what)
      .action(
        bind(async session => {
          const text = make()
          session.result({ [name]: text }, () => text.trimEnd())
          return 'done'
        }),
      )
  print('dockerfile', 'a Dockerfile of the same set-up: docker build -t NAME - < Dockerfile', dockerfile)
  print('script', 'the set-up of a machine with an NVIDIA GPU, to run by hand on Ubuntu 24.04', setupScript)
}

/** Whose models everybody has who wants any. */
const SAMPLE = path.join(APP_ROOT, 'resources/templates/lighthouses.prompt.yaml')

async function build(session: Session, template: string | undefined, flags: BuildFlags): Promise<Outcome> {
  const { provider, gpu, region, library, maxCost } = flags
  const label = flags.name ?? (template === undefined ? 'plain' : path.basename(template).replace(/\..*$/, ''))
  const named = { count: 1, sessionName: `image-${label}`, ...(library === undefined ? {} : { library }) }
  const input = {
    source: sourceOf(template ?? SAMPLE, named, session.host, sdgenConfig(session.host)),
    keepsImage: label,
    ...(provider === undefined ? {} : { provider }),
    ...(gpu === undefined ? {} : { gpu }),
    ...(region === undefined ? {} : { region }),
    ...(maxCost === undefined ? {} : { maxCost }),
  }
  return await runBurst(session, input, flags)
}

async function list(session: Session): Promise<Outcome> {
  const { images, providers } = await session.withFace(
    'look',
    async ({ api }) => await api.call('images.list', undefined),
  )
  const silent = providers.filter(({ ok }) => !ok)
  for (const { provider, error } of silent) session.note(`${provider} could not be asked: ${error ?? ''}`)
  session.result(images, () => imageTable(images))
  return silent.length === 0 ? 'done' : 'provider'
}

const NONE = 'There are no prepared images. `burst images build` makes one.'

function imageTable(images: readonly ImageView[]): string {
  return table(
    images,
    [
      { title: 'NAME', value: ({ label, name }) => label ?? name },
      { title: 'PROVIDER', value: ({ provider }) => provider },
      { title: 'REGION', value: ({ region }) => region },
      { title: 'STATE', value: imageStateText },
      { title: 'SIZE', right: true, value: ({ bytes }) => (bytes === null ? '?' : bytesText(bytes)) },
      {
        title: 'A MONTH',
        right: true,
        value: ({ state, pricePerMonth }) =>
          state === 'missing' ? '' : pricePerMonth === null ? '?' : moneyText(pricePerMonth),
      },
      { title: 'MODELS', right: true, value: ({ models }) => String(models.length) },
      { title: 'ID', value: ({ id }) => id },
    ],
    NONE,
  )
}

async function remove(session: Session, image: string, agreed: boolean): Promise<Outcome> {
  await confirmDeleting(session, agreed, `Delete ${image}?`)
  const removed = await session.withFace('look', async ({ api }) => await api.call('images.delete', { image }))
  session.result(removed, () => `${removed.id} is deleted at ${removed.provider}.`)
  return 'done'
}
