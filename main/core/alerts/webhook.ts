import type { Alert } from '../../../common/spend/alert.ts'

/** A server that says nothing for so long is given up, ms. */
const PATIENCE_MS = 20_000

/**
 * Posts an alert as JSON, with the token as a bearer where there is one; `text` is what chat services show. Redirects are
 * not followed: the token is for that address alone.
 */
export async function postToWebhook(
  address: string,
  token: string | null,
  alert: Alert,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'error',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ source: 'burst', text: `Burst: ${alert.message}`, ...alert }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`)
}
