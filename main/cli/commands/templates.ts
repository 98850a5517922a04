import path from 'node:path'
import type { Api, ExpandResult, TemplateEntry } from '../../../common/contract.ts'
import type { SettingKey } from '../../../common/settings.ts'
import type { BurstCommand } from '../burst-command.ts'
import { addExpandFlags, type ExpandFlags } from '../expand-flags.ts'
import type { TemplateChoice } from '../host.ts'
import { sdgenConfig, sdgenNotes, type SdgenConfig } from '../sdgen-config.ts'
import { templateChoice } from '../template-choice.ts'
import { warningText } from '../print-error.ts'
import { table } from '../render/table.ts'
import type { Bind, Session } from '../session.ts'

type Flags = ExpandFlags & { readonly library?: string; readonly job?: string }

export function addTemplateCommands(program: BurstCommand, bind: Bind): void {
  const expand = program
    .command('expand')
    .description('resolve a template, make nothing')
    .argument('<template>', 'a file, or a name in the template library')
    .option('--library <dir>', 'folder in which names are looked up')
    .option('--job <file>', 'also write the job manifest to this file')
  addExpandFlags(expand)
  expand
    .addHelpText('after', '\nExample:\n  burst expand lighthouses -n 3 --seed 42')
    .action(bind(async (session, template: string, flags: Flags) => await expandTemplate(session, template, flags)))

  program
    .command('templates')
    .description('list templates, valid or not, with their counts')
    .argument('[dir]', 'folder to look in; else the template library')
    .action(
      bind(async (session, dir: string | undefined) => {
        const config = noted(session)
        const here = config === null ? {} : { here: config.library }
        const input = dir === undefined ? here : { dir: path.resolve(session.host.cwd, dir) }
        const entries = await session.withFace('look', async face => await face.api.call('templates.list', input))
        session.result(entries, () => templatesTable(entries))
        return 'done'
      }),
    )
}

async function expandTemplate(session: Session, template: string, flags: Flags): Promise<'done'> {
  const { host } = session
  const choice = templateChoice(template, flags, host, noted(session))
  const expanded = await session.withFace('look', async ({ api }) => {
    const result = await api.call('templates.expand', choice, host.interrupts.first)
    if (flags.job !== undefined)
      await host.files.writeJob(choice, {
        file: path.resolve(host.cwd, flags.job),
        libraries: choice.library === undefined ? await librariesOf(api, choice) : [choice.library],
        checkpoint: await settingText(api, 'checkpoint'),
      })
    return result
  })
  for (const warning of expanded.warnings) session.note(warningText(warning))
  session.result(expanded, () => expansionText(expanded))
  return 'done'
}

/** sdgen's settings of this folder; what they change is told. */
function noted(session: Session): SdgenConfig | null {
  const config = sdgenConfig(session.host)
  if (config !== null) for (const note of sdgenNotes(config, 'templates')) session.note(note)
  return config
}

async function librariesOf(api: Api, { here }: TemplateChoice): Promise<string[]> {
  const folders = await api.call('templates.folders', here === undefined ? {} : { here })
  return folders.map(folder => folder.path)
}

async function settingText(api: Api, key: SettingKey): Promise<string> {
  return String((await api.call('settings.get', { key })).value)
}

function expansionText(expanded: ExpandResult): string {
  const head = `${expanded.template}: ${expanded.count} of ${expanded.combinations} combinations`
  const prompts = expanded.prompts.map(
    ({ filename, seed, prompt, negativePrompt }) =>
      `\n${filename}  seed ${seed}\n  ${prompt}${negativePrompt === '' ? '' : `\n  not: ${negativePrompt}`}`,
  )
  return [head, ...prompts].join('\n')
}

function templatesTable(entries: readonly TemplateEntry[]): string {
  return table(
    entries,
    [
      { title: 'NAME', value: entry => entry.name },
      { title: 'VALID', value: entry => (entry.valid ? 'yes' : 'no') },
      { title: 'COMBINATIONS', right: true, value: entry => String(entry.combinations ?? '') },
      { title: 'PICTURES', right: true, value: entry => String(entry.count ?? '') },
      { title: 'FILE', value: entry => entry.path },
      { title: 'ERROR', value: entry => entry.error?.message ?? '' },
    ],
    'No templates there.',
  )
}
