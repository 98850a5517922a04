const KEY = 'burst.token'

type Page = Pick<Window, 'location' | 'history' | 'sessionStorage'>

/**
 * The token of the start that this page belongs to.
 *
 * It comes in the address's fragment, which is not sent anywhere, is taken out of the address so that it stays in no
 * history, and is kept for this tab: a reload needs it again.
 */
export function takeToken({ location, history, sessionStorage }: Page): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null) {
    sessionStorage.setItem(KEY, given)
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return sessionStorage.getItem(KEY) ?? ''
}
