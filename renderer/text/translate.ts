import { createInstance } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { en } from './en.ts'

/**
 * Texts are looked up by their English form, which is also what is shown where a language lacks one. Numbers that
 * decide a plural are passed as `count`.
 */
export async function startTranslator(language: string): Promise<void> {
  await createInstance()
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'en',
      resources: { en: { translation: en } },
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false },
      returnEmptyString: false,
    })
}

export type Translate = (text: string, values?: Record<string, string | number>) => string

export function useText(): Translate {
  const { t } = useTranslation()
  return t as unknown as Translate
}
