import { createInstance } from 'i18next'
import type { Spoken } from '../../../common/spoken.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

/** Says a text, looked up by its English form; a number that decides a plural is `count`. */
export type Say = (text: string, values?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Spoken): Say {
  const translator = createInstance()
  void translator.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    resources: { en: { translation: en }, fr: { translation: fr } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  })
  return (text, values) => translator.t(text, { ...values })
}
