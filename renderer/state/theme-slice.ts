import type { StateCreator } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'

export type ThemeSlice = {
  readonly theme: Theme
  readonly setTheme: (theme: Theme) => void
}

export const createThemeSlice: StateCreator<ThemeSlice> = set => ({
  theme: 'system',
  setTheme: theme => set({ theme }),
})
