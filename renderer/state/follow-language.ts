import { firstSpoken, type Spoken } from '../../common/spoken.ts'
import { LANGUAGES, type Language } from './language-slice.ts'
import type { Store } from './store.ts'

const KEY = 'burst.language'

export type LanguageHost = {
  readonly document: Pick<Document, 'documentElement'>
  readonly localStorage: Pick<Storage, 'getItem' | 'setItem'>
  readonly navigator: Pick<Navigator, 'languages'>
  /** Has every text said in that language from now on. */
  readonly speak: (language: Spoken) => void
}

/** Remembers the chosen language in this browser; `system` takes the first of its languages that there is. */
export function followLanguage(store: Store, { document, localStorage, navigator, speak }: LanguageHost): void {
  const kept = LANGUAGES.find(({ language }) => language === localStorage.getItem(KEY))
  if (kept) store.getState().setLanguage(kept.language)
  const show = (language: Language) => {
    const spoken = language === 'system' ? firstSpoken(navigator.languages) : language
    document.documentElement.lang = spoken
    speak(spoken)
  }
  show(store.getState().language)
  store.subscribe(({ language }, before) => {
    if (language === before.language) return
    localStorage.setItem(KEY, language)
    show(language)
  })
}
