import type { Alert, AlertChannel } from '../../../common/spend/alert.ts'
import type { Settings } from '../../../common/settings.ts'
import type { SecretStore } from '../storage/secrets/secret-store.ts'
import { postToWebhook } from './webhook.ts'

export type Channels = {
  /** Those that are set up. */
  inUse(): AlertChannel[]
  /** Rejects with an Error that says in words why it did not leave; it names no secret. */
  send(channel: AlertChannel, alert: Alert, signal: AbortSignal): Promise<void>
}

export type ChannelDeps = {
  readonly settings: () => Pick<
    Settings,
    'mail-to' | 'mail-from' | 'smtp-host' | 'smtp-port' | 'smtp-security' | 'smtp-user' | 'alert-webhook'
  >
  readonly secrets: () => Promise<{ readonly store: Pick<SecretStore, 'get'> }>
}

/** Names in the secret store; either may come from the environment as `BURST_SECRET_ALERTS_…`. */
export const ALERT_SECRETS = { mail: 'alerts/smtp-password', webhook: 'alerts/webhook-token' } as const

/** Mail over the user's own SMTP server, and a POST of JSON to an address of the user's. */
export function createChannels({ settings, secrets }: ChannelDeps): Channels {
  const secret = async (channel: AlertChannel) => await (await secrets()).store.get(ALERT_SECRETS[channel])
  return {
    inUse() {
      const set = settings()
      return [
        ...(set['mail-to'] !== '' && set['smtp-host'] !== '' ? (['mail'] as const) : []),
        ...(set['alert-webhook'] !== '' ? (['webhook'] as const) : []),
      ]
    },
    async send(channel, alert, signal) {
      const set = settings()
      if (channel === 'webhook')
        return await postToWebhook(set['alert-webhook'], await secret('webhook'), alert, signal)
      // Loaded when there is something to send: every start of an engine would wait for it.
      const { sendMail } = await import('./mail.ts')
      await sendMail(
        {
          host: set['smtp-host'],
          port: set['smtp-port'],
          security: set['smtp-security'],
          user: set['smtp-user'],
          password: set['smtp-user'] === '' ? null : await secret('mail'),
          from: set['mail-from'] === '' ? set['mail-to'] : set['mail-from'],
          to: set['mail-to'],
        },
        alert,
      )
    },
  }
}
