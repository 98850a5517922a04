import type { Api, TemplatesAdded } from '../../common/contract.ts'
import type { Spoken } from '../../common/spoken.ts'

/** What this host can do beyond drawing the page. The page asks this record and never what it runs in. */
export type Capabilities = {
  /** Dropped templates stay where they are, with what they import; else copies are taken. */
  readonly dropsStayInPlace: boolean
  /** A folder can be shown in the system's file manager. */
  readonly revealFolder: boolean
  /** Closing the page leaves Burst at work (tray), so nothing need be said about it. */
  readonly staysWhenClosed: boolean
}

export type PictureAddress = {
  readonly burstId: string
  /** Place of the prompt in its job, from 0. */
  readonly item: number
  readonly size: 'thumb' | 'full'
}

/** Whether calls reach an engine. A page that was opened with an old address is refused for good. */
export type Connection = 'connecting' | 'connected' | 'refused'

/** Everything the page has of the world outside. One implementation for the browser, one for the window. */
export type Host = {
  readonly api: Api
  readonly capabilities: Capabilities
  /** The address of a picture for an `img`; good for as long as this page is open. */
  readonly pictureAddress: (picture: PictureAddress) => Promise<string>
  /** Takes what the user dropped or chose: files, or whole folders. */
  readonly addTemplates: (files: readonly DroppedFile[]) => Promise<TemplatesAdded>
  /** Shows a folder in the system's file manager, where the host can. */
  readonly revealFolder: (path: string) => Promise<void>
  /** The page speaks this language from now on: so does the host, where it has words of its own. */
  readonly speak: (language: Spoken) => void
  readonly connection: () => Connection
  /** Calls `listener` whenever the connection changes; gives back how to stop. */
  readonly onConnection: (listener: (connection: Connection) => void) => () => void
  /** The host wants a place of the page shown (tray, notification, second start); gives back how to stop. */
  readonly onNavigate: (listener: (path: string) => void) => () => void
}

/** A dropped file with its place inside the dropped folder, `/` between names. */
export type DroppedFile = { readonly name: string; readonly file: File }
