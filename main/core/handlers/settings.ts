import path from 'node:path'
import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { isSettingKey, SETTINGS, type SettingKey, type Settings } from '../../../common/settings.ts'
import { writeSetting } from '../storage/settings-store.ts'
import type { Parts } from './parts.ts'

const KEYS = Object.keys(SETTINGS).filter(isSettingKey)

export function settingHandlers({ db, settings }: Pick<Parts, 'db' | 'settings'>) {
  return {
    'settings.list': async () => KEYS.map(key => viewOf(key, settings())),
    'settings.get': async ({ key }) => viewOf(known(key), settings()),
    'settings.set': async ({ key: name, value }) => {
      const key = known(name)
      const parsed = SETTINGS[key].schema.safeParse(value)
      if (!parsed.success) throw invalid(key, parsed.error.issues[0]?.message ?? 'invalid')
      if (key.endsWith('-dir') && parsed.data !== '' && !path.isAbsolute(String(parsed.data)))
        throw invalid(key, 'it is a folder, from the root on')
      writeSetting(db, key, parsed.data)
      return viewOf(key, settings())
    },
  } satisfies Partial<Handlers>
}

function viewOf(key: SettingKey, settings: Settings) {
  return { key, value: settings[key], default: SETTINGS[key].default, about: SETTINGS[key].about }
}

function known(key: string): SettingKey {
  if (isSettingKey(key)) return key
  const message = `There is no setting ${key}.`
  throw new BurstError('usage', [{ code: 'unknown-setting', message, remedy: `Name one of: ${KEYS.join(', ')}.` }])
}

function invalid(key: SettingKey, reason: string): BurstError {
  const message = `${key}: ${reason}.`
  const remedy = `It is: ${SETTINGS[key].about}. Its default is ${JSON.stringify(SETTINGS[key].default)}.`
  return new BurstError('usage', [{ code: 'setting-invalid', message, remedy }])
}
