import type { StateCreator } from 'zustand'

export type Language = 'system' | 'en' | 'fr'

/** Each in its own words; the system's choice has none. */
export const LANGUAGES: readonly { readonly language: Language; readonly name: string | null }[] = [
  { language: 'system', name: null },
  { language: 'en', name: 'English' },
  { language: 'fr', name: 'Français' },
]

export type LanguageSlice = {
  readonly language: Language
  readonly setLanguage: (language: Language) => void
}

export const createLanguageSlice: StateCreator<LanguageSlice> = set => ({
  language: 'system',
  setLanguage: language => set({ language }),
})
