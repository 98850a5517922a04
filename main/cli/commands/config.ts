import { isSettingKey, SETTINGS } from '../../../common/settings.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { table } from '../render/table.ts'
import type { Bind, Session } from '../session.ts'

export function addConfigCommand(program: BurstCommand, bind: Bind): void {
  const config = program.command('config').description('every setting')
  config.command('list', { isDefault: true }).description('all of them').action(bind(listSettings))
  config
    .command('get')
    .description('one setting')
    .argument('<key>')
    .action(
      bind(async (session, key: string) => {
        const setting = await session.withFace('look', async ({ api }) => await api.call('settings.get', { key }))
        session.result(setting, () => String(setting.value))
        return 'done'
      }),
    )
  config
    .command('set')
    .description('change one setting')
    .argument('<key>')
    .argument('<value>')
    .action(
      bind(async (session, key: string, text: string) => {
        const input = { key, value: settingValue(key, text) }
        const setting = await session.withFace('look', async ({ api }) => await api.call('settings.set', input))
        session.result(setting, () => `${setting.key} = ${String(setting.value)}`)
        return 'done'
      }),
    )
}

async function listSettings(session: Session): Promise<Outcome> {
  const settings = await session.withFace('look', async ({ api }) => await api.call('settings.list', undefined))
  session.result(settings, () =>
    table(
      settings,
      [
        { title: 'SETTING', value: setting => setting.key },
        { title: 'VALUE', value: setting => String(setting.value) },
        { title: 'ABOUT', value: setting => setting.about },
      ],
      '',
    ),
  )
  return 'done'
}

/** A typed word as the setting's kind of value; what does not fit is passed on, for the engine to refuse by name. */
function settingValue(key: string, text: string): unknown {
  const kind = isSettingKey(key) ? typeof SETTINGS[key].default : 'string'
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  const isNumber = kind === 'number'
  return isNumber && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
