import type { Fields } from './fields.ts'
import type { Handles } from './handles.ts'
import type { LoginFolder } from './login-folder.ts'

/** What requests of one channel work with. */
export type Desk = { readonly folder: LoginFolder; readonly handles: Handles }

/** How one kind of request is served: its reply, or an error that becomes a status. */
export type Service = {
  /** It changes nothing, so it may be served together with others of its like. */
  readonly looks: boolean
  readonly serve: (id: number, fields: Fields, desk: Desk) => Promise<Buffer>
}
export type Serve = Service['serve']

export const looking = (serve: Serve): Service => ({ looks: true, serve })
export const changing = (serve: Serve): Service => ({ looks: false, serve })
