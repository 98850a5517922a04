import type { Host } from './host.ts'
import { bridgeHost, type Bridge } from './bridge-host.ts'
import { webHost } from './web-host.ts'

/** The window leaves a bridge on the page; a browser does not. */
export function chooseHost(page: Window & { readonly burst?: Bridge }): Host {
  return page.burst ? bridgeHost(page.burst) : webHost(page)
}
