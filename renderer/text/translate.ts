import { createInstance } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Spoken } from '../../common/spoken.ts'
import { en } from './en.ts'

/**
 * Texts are looked up by their English form, which is also what is shown where a language lacks one. Numbers that
 * decide a plural are passed as `count`. Gives back how to have them said in another language.
 */
export async function startTranslator(language: Spoken = 'en'): Promise<(language: Spoken) => void> {
  const translator = createInstance()
  await translator.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  })

  /** A catalogue is only fetched by whoever reads it. */
  async function change(spoken: Spoken): Promise<void> {
    if (spoken === 'fr' && !translator.hasResourceBundle('fr', 'translation')) {
      const { fr } = await import('./fr.ts')
      translator.addResourceBundle('fr', 'translation', fr)
    }
    await translator.changeLanguage(spoken)
  }

  return spoken => void change(spoken)
}

export type Translate = (text: string, values?: Record<string, string | number>) => string

export function useText(): Translate {
  const { t } = useTranslation()
  return t as unknown as Translate
}
