import { useEffect } from 'react'
import { Outlet, useNavigate } from 'react-router'
import { useHost } from '../host/use-host.tsx'
import { useStore } from '../state/store.ts'
import { useText } from '../text/translate.ts'
import { DropZone } from '../features/templates/drop-zone.tsx'
import { AnnouncedEnds } from '../features/instances/announced-ends.tsx'
import { AwayNote } from './away-note.tsx'
import { ConnectionNote } from './connection-note.tsx'
import { Header } from './header.tsx'
import { KillPanel } from './kill-all/kill-panel.tsx'
import { LatchNote } from './kill-all/latch-note.tsx'
import { Sidebar } from './sidebar.tsx'
import { StatusLine } from './status-line.tsx'

/** What every screen lies in: where am I, what bills now, the red button, and the truth about the safety net. */
export function Frame() {
  const t = useText()
  const host = useHost()
  const navigate = useNavigate()
  const refused = useStore(state => state.connection === 'refused')
  useEffect(() => host.onNavigate(path => void navigate(path)), [host, navigate])
  return (
    <div className="grid h-full grid-cols-[auto_minmax(0,1fr)] grid-rows-[48px_minmax(0,1fr)_24px]">
      <a
        href="#content"
        className="absolute top-2 left-2 z-50 -translate-y-16 rounded-control bg-surface px-3 py-1 focus:translate-y-0"
      >
        {t('Skip to content')}
      </a>
      <Sidebar />
      <Header />
      <main id="content" tabIndex={-1} className="min-w-0 overflow-y-auto bg-paper outline-none">
        <ConnectionNote />
        <LatchNote />
        <AnnouncedEnds />
        <AwayNote />
        {!refused && <Outlet />}
      </main>
      <StatusLine />
      <KillPanel />
      <DropZone />
    </div>
  )
}
