import type { Store } from './store.ts'
import type { Theme } from './theme-slice.ts'

const KEY = 'burst.theme'
const THEMES: readonly Theme[] = ['system', 'light', 'dark']

/** Remembers the chosen theme in this browser and puts it on the document; `system` leaves the choice to it. */
export function followTheme(store: Store, { document, localStorage }: Pick<Window, 'document' | 'localStorage'>): void {
  const kept = THEMES.find(theme => theme === localStorage.getItem(KEY))
  if (kept) store.getState().setTheme(kept)
  const show = (theme: Theme) => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }
  show(store.getState().theme)
  store.subscribe(({ theme }, before) => {
    if (theme === before.theme) return
    show(theme)
    localStorage.setItem(KEY, theme)
  })
}
