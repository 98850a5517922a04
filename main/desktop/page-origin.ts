/** The page's own scheme: a page on disk has no origin to check, and a port is open to others. */
export const SCHEME = 'app'
export const HOST = 'burst'
export const START_URL = `${SCHEME}://${HOST}/`

/** Whether an address is the page's own: scheme and host are equal, not merely alike. */
export function isOurs(address: string): boolean {
  const url = parsed(address)
  // A scheme of our own has no origin in the URL standard, so its parts are compared.
  return (
    url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === ''
  )
}

/** Hosts that the app itself links to, for its documents. */
const LINKED_HOSTS: ReadonlySet<string> = new Set(['github.com', 'huggingface.co', 'civitai.com'])

/** The address to open in the system's browser; null for everything that Burst does not link to. */
export function externalLink(address: string): string | null {
  const url = parsed(address)
  if (!url || url.protocol !== 'https:' || !LINKED_HOSTS.has(url.hostname)) return null
  return url.username === '' && url.password === '' && url.port === '' ? url.href : null
}

function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}
