import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TOKEN_HEADER } from '../../common/web-wire.ts'

export type Refusal = { readonly status: 401 | 403 | 421 | 429; readonly code: string; readonly message: string }

export type GuardOptions = {
  readonly port: () => number
  readonly token: string
  /** Real time, ms. */
  readonly now: () => number
}

export type Guard = {
  /** Null for a request that may be answered without a token: it was sent to us, and not by another site's page. */
  foreign(request: IncomingMessage): Refusal | null
  /** The same, and it must carry the token of this start. */
  stranger(request: IncomingMessage): Refusal | null
}

/** So many wrong tokens are answered in a window of time; a page that guesses waits. */
const MAX_WRONG = 20
const WINDOW_MS = 10_000

/**
 * Who may be answered.
 *
 * A browser lets any site send requests to this port. It cannot make them name our host (a rebound name is another one),
 * hide where they came from, or add the header with the token.
 */
export function createGuard({ port, token, now }: GuardOptions): Guard {
  const wrong: number[] = []

  function foreign({ headers }: IncomingMessage): Refusal | null {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`, `[::1]:${port()}`]
    if (!hosts.includes(headers.host ?? ''))
      return { status: 421, code: 'wrong-host', message: 'This name is not served here.' }
    const { origin } = headers
    if (origin !== undefined && !hosts.some(host => origin === `http://${host}`))
      return { status: 403, code: 'foreign-origin', message: 'Pages of other sites are not answered.' }
    const site = headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return { status: 403, code: 'foreign-origin', message: 'Pages of other sites are not answered.' }
    return null
  }

  function wrongToken(): Refusal {
    const since = now() - WINDOW_MS
    while (wrong.length > 0 && (wrong[0] ?? 0) < since) wrong.shift()
    if (wrong.length >= MAX_WRONG) return { status: 429, code: 'too-many', message: 'Too many wrong tokens; wait.' }
    wrong.push(now())
    return { status: 401, code: 'wrong-token', message: 'This address is not, or no longer, valid.' }
  }

  return {
    foreign,
    stranger(request) {
      const refused = foreign(request)
      if (refused) return refused
      return isSame(request.headers[TOKEN_HEADER], token) ? null : wrongToken()
    },
  }
}

/** Takes as long for any wrong text. */
export function isSame(given: unknown, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(wanted))
}
