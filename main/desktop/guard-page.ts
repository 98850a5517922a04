import type { App, Session, WebContents } from 'electron'
import { externalLink, isOurs } from './page-origin.ts'

export type GuardTools = {
  readonly openExternal: (address: string) => Promise<void>
  readonly log: (message: string) => void
}

/** Keeps a page where it is: it goes nowhere else, opens nothing, embeds nothing. */
export function guardContents(contents: WebContents, { openExternal, log }: GuardTools): void {
  const stay = (event: { preventDefault(): void }, address: string) => {
    if (isOurs(address)) return
    event.preventDefault()
    log(`the page may not go to ${address.slice(0, 200)}`)
  }
  contents.on('will-navigate', (event, address) => stay(event, address))
  contents.on('will-redirect', (event, address) => stay(event, address))
  contents.on('will-frame-navigate', event => stay(event, event.url))
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const link = externalLink(url)
    if (link !== null) void openExternal(link).catch(() => log('the browser did not open'))
    return { action: 'deny' }
  })
}

/** Whatever comes to be in this app is guarded, also what nobody meant to make. */
export function guardAllContents(app: App, tools: GuardTools): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents, tools))
}

/** The page needs nothing of the computer but to put text on the clipboard. */
export function guardSession(session: Session): void {
  const granted = (permission: string, origin: string) => permission === 'clipboard-sanitized-write' && isOurs(origin)
  session.setPermissionRequestHandler((contents, permission, answer) => answer(granted(permission, contents.getURL())))
  session.setPermissionCheckHandler((_, permission, origin) => granted(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_, answer) => answer({}))
}
