import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { ROUTES } from './app/routes.tsx'
import { chooseHost } from './host/choose-host.ts'
import { HostProvider } from './host/use-host.tsx'
import { connectStores } from './state/connect-stores.ts'
import { followLanguage } from './state/follow-language.ts'
import { followTheme } from './state/follow-theme.ts'
import { useStore } from './state/store.ts'
import { startTranslator } from './text/translate.ts'
import './ui/base.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place to draw in')

const host = chooseHost(window)
followTheme(useStore, window)
connectStores(host, useStore)
const speak = await startTranslator()
followLanguage(useStore, {
  document,
  localStorage,
  navigator,
  speak: language => {
    speak(language)
    host.speak(language)
  },
})

createRoot(place).render(
  <StrictMode>
    <HostProvider host={host}>
      <RouterProvider router={createBrowserRouter(ROUTES)} />
    </HostProvider>
  </StrictMode>,
)
