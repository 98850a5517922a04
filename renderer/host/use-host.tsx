import { createContext, useContext, type ReactNode } from 'react'
import type { Host } from './host.ts'

const HostContext = createContext<Host | null>(null)

export function HostProvider({ host, children }: { readonly host: Host; readonly children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>
}

/** The world outside the page. */
export function useHost(): Host {
  const host = useContext(HostContext)
  if (!host) throw new Error('a screen was drawn outside a host')
  return host
}
