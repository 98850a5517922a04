import path from 'node:path'
import { BurstError } from '../../../common/errors.ts'
import { CLOUD_IDS, secretNameOf } from '../../core/providers/credentials.ts'
import { checkSecret, type SecretStore } from '../../core/storage/secrets/secret-store.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Host } from '../host.ts'
import { sdgenConfig, SDGEN_CONFIG, sdgenConfigIn, type SdgenConfig } from '../sdgen-config.ts'
import { sdgenCredentials } from '../sdgen-credentials.ts'
import type { Bind, Session } from '../session.ts'
import { addLoginCommands } from './logins.ts'

/** What became of each secret, by name. */
type Imported = {
  readonly file: string
  readonly store: SecretStore['kind']
  readonly kept: string[]
  /** Another secret of that name was there. */
  readonly replaced: string[]
  readonly unchanged: string[]
}

export function addProviderCommands(program: BurstCommand, bind: Bind): void {
  const providers = program.command('providers').description('credentials of the clouds')
  addLoginCommands(providers, bind)
  providers
    .command('import')
    .description("take the credentials of sdgen's settings into the secret store")
    .argument('[file]', `the settings; else ${SDGEN_CONFIG} of this folder`)
    .addHelpText('after', `\nExample:\n  burst providers import ~/pictures/${SDGEN_CONFIG}`)
    .action(bind(async (session, file: string | undefined) => await importCredentials(session, file)))
}

async function importCredentials(session: Session, named: string | undefined): Promise<'done'> {
  const { host, home } = session
  const config = configOf(host, named)
  const credentials = sdgenCredentials(config)
  // All of them before the first is kept: one that no store can hold is said while nothing has changed.
  for (const [name, secret] of credentials) checkSecret(name, secret)
  const { store, why } = await host.openSecrets(home)
  const imported = await keep(store, config.file, credentials)
  for (const cloud of CLOUD_IDS)
    if ([...credentials.keys()].some(name => name.startsWith(secretNameOf(cloud, ''))))
      await host.noteLogin(home, cloud, true)
  session.note(
    `warning: ${config.file} still holds them as plain text. Delete \`cloud_providers\` there, and make new keys if others could read it.`,
  )
  session.result(imported, () => importedText(imported, why))
  return 'done'
}

function configOf(host: Host, named: string | undefined): SdgenConfig {
  const file = path.resolve(host.cwd, named ?? SDGEN_CONFIG)
  const config = named === undefined ? sdgenConfig(host) : sdgenConfigIn(file, host.files)
  if (config !== null) return config
  throw new BurstError('usage', [
    {
      code: 'no-sdgen-config',
      message: `There is no ${file}.`,
      remedy: 'Name the file: burst providers import FILE.',
      file,
    },
  ])
}

async function keep(store: SecretStore, file: string, credentials: ReadonlyMap<string, string>): Promise<Imported> {
  const imported: Imported = { file, store: store.kind, kept: [], replaced: [], unchanged: [] }
  for (const [name, secret] of credentials) {
    const before = await store.get(name)
    if (before !== secret) await store.set(name, secret)
    const became = before === null ? imported.kept : before === secret ? imported.unchanged : imported.replaced
    became.push(name)
  }
  return imported
}

function importedText({ kept, replaced, unchanged }: Imported, why: string): string {
  const lines = (names: readonly string[], what: string) => names.map(name => `${what}  ${name}`)
  return [...lines(kept, 'kept     '), ...lines(replaced, 'replaced '), ...lines(unchanged, 'unchanged'), why].join(
    '\n',
  )
}
