import { createTransport } from 'nodemailer'
import type { Alert } from '../../../common/spend/alert.ts'
import type { Settings } from '../../../common/settings.ts'

export type MailBox = {
  readonly host: string
  readonly port: number
  readonly security: Settings['smtp-security']
  /** Empty: the server asks for nobody. */
  readonly user: string
  readonly password: string | null
  readonly from: string
  readonly to: string
}

/** A server that says nothing for so long is given up, ms. */
const PATIENCE_MS = 20_000

/** Sends an alert as plain text. Rejects with what the server said. */
export async function sendMail(box: MailBox, alert: Alert): Promise<void> {
  const transport = createTransport({
    host: box.host,
    port: box.port,
    secure: box.security === 'tls',
    requireTLS: box.security === 'starttls',
    ignoreTLS: box.security === 'none',
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    ...(box.user === '' ? {} : { auth: { user: box.user, pass: box.password ?? '' } }),
  })
  try {
    await transport.sendMail({
      from: box.from,
      to: box.to,
      subject: `Burst: ${alert.message}`.slice(0, 200),
      text: `${alert.message}\n\n${alert.at}\n`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  } finally {
    transport.close()
  }
}
