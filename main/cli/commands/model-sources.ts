import type { SourcesOfModel } from '../../../common/contract.ts'
import { checkSecret } from '../../core/storage/secrets/secret-store.ts'
import { GATED_SITES, tokenName, type GatedSite } from '../../core/models/sources.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { table } from '../render/table.ts'
import type { Bind, Session } from '../session.ts'
import { flagError } from '../usage-error.ts'

type Options = { readonly find?: true; readonly remove?: true }

/** Where instances may fetch models by themselves, and the tokens of sites that ask for one. */
export function addSourceCommands(models: BurstCommand, bind: Bind): void {
  models
    .command('source')
    .description('where instances fetch a model by themselves, so that it does not take the home line')
    .argument('[model]', 'its name or hash')
    .argument('[source]', 'an https address, hf:owner/name/file, or civitai:VERSION')
    .option('--find', 'ask civitai.com by hash for this model, or for all without a source')
    .option('--remove', 'take this source away')
    .addHelpText(
      'after',
      '\nExample:\n  burst models source sd_xl_base_1.0 hf:stabilityai/stable-diffusion-xl-base-1.0/sd_xl_base_1.0.safetensors',
    )
    .action(
      bind(
        async (session, model: string | undefined, source: string | undefined, options: Options) =>
          await changeSources(session, { model, source }, options),
      ),
    )
  models
    .command('token')
    .description('keep the token of a site, read from standard input; it never leaves this computer')
    .argument('<site>', GATED_SITES.join(' or '))
    .option('--remove', 'forget it')
    .action(bind(async (session, site: string, options: Options) => await changeToken(session, site, options)))
}

type Meant = { readonly model: string | undefined; readonly source: string | undefined }

async function changeSources(session: Session, { model, source }: Meant, { find, remove }: Options): Promise<Outcome> {
  if (remove && (model === undefined || source === undefined))
    throw flagError('source-missing', '--remove needs a model and its source.', 'Name both.')
  if (find && source !== undefined)
    throw flagError('source-given', '--find looks for the source itself.', 'Leave it away.')
  const meant = model === undefined ? {} : { model }
  return await session.withFace<Outcome>('look', async ({ api }) => {
    if (find) {
      const { asked, found } = await api.call('models.findSources', meant)
      session.result({ asked, found }, () => `${found.length} of ${asked} found\n${sourcesTable(found)}`.trim())
      return 'done'
    }
    const list =
      model === undefined || source === undefined
        ? await api.call('models.sources', meant)
        : [await api.call(remove ? 'models.removeSource' : 'models.addSource', { model, source })]
    session.result(list, () => sourcesTable(list))
    return 'done'
  })
}

async function changeToken(session: Session, given: string, { remove }: Options): Promise<Outcome> {
  const site = GATED_SITES.find(known => known === given)
  if (!site)
    throw flagError('site-unknown', `${given} is no site that Burst knows.`, `Name ${GATED_SITES.join(' or ')}.`)
  const { store } = await session.host.openSecrets(session.home)
  if (remove) {
    const was = await store.delete(tokenName(site))
    session.result({ site, kept: false, was }, () => (was ? `The token of ${site} is forgotten.` : 'There was none.'))
    return 'done'
  }
  const token = await readToken(session, site)
  checkSecret(tokenName(site), token)
  await store.set(tokenName(site), token)
  session.result({ site, kept: true, store: store.kind }, () => `The token of ${site} is kept (${store.kind}).`)
  return 'done'
}

async function readToken({ host }: Session, site: GatedSite): Promise<string> {
  return (await host.terminal.secret(`Token of ${site}: `, host.interrupts.first)).trim()
}

function sourcesTable(list: readonly SourcesOfModel[]): string {
  return table(
    list.flatMap(({ name, sha256, sources }) =>
      (sources.length > 0 ? sources : ['']).map(source => ({ name, sha256, source })),
    ),
    [
      { title: 'NAME', value: row => row.name },
      { title: 'SHA-256', value: row => row.sha256.slice(0, 10) },
      { title: 'SOURCE', value: row => row.source },
    ],
    'No model has a source: each takes the home line.',
  )
}
