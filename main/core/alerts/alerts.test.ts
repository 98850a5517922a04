import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { SETTINGS, type Settings } from '../../../common/settings.ts'
import { openDatabase } from '../storage/database.ts'
import { createAlerts, type Alerts } from './alerts.ts'
import { createChannels } from './channels.ts'

const never = new AbortController().signal
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const DEFAULTS = Object.fromEntries(
  Object.entries(SETTINGS).map(([key, { default: value }]) => [key, value]),
) as unknown as Settings

function alertsWith(set: Partial<Settings>, secrets: Record<string, string> = {}): Alerts & { said: string[] } {
  const db = openDatabase(':memory:')
  closing.push(() => db.close())
  const said: string[] = []
  const channels = createChannels({
    settings: () => ({ ...DEFAULTS, ...set }),
    secrets: async () => ({ store: { get: async name => secrets[name] ?? null } }),
  })
  const alerts = createAlerts({
    db,
    channels,
    wallNow: () => Date.UTC(2026, 10, 26),
    log: (message, details) => said.push(`${message}: ${String(details)}`),
  })
  return { ...alerts, said }
}

const ALERT = { key: 'k', kind: 'budget', message: '80 % of the daily budget is used', simulated: false } as const

type Mail = { readonly from: string; readonly to: string[]; readonly text: string; readonly user: string | null }

async function mailServer(password?: string): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: password === undefined,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username, password: given }, _, done) =>
      given === password ? done(null, { user: username }) : done(new Error('wrong password')),
    async onData(stream, session, done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const { mailFrom, rcptTo } = session.envelope
      mails.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        text: Buffer.concat(chunks).toString(),
        user: session.user ?? null,
      })
      done()
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  closing.push(() => new Promise<void>(resolve => server.close(() => resolve())))
  return { port: (server.server.address() as AddressInfo).port, mails }
}

async function webServer(status: () => number) {
  const posts: { headers: IncomingHttpHeaders; body: unknown }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => (text += String(chunk)))
    request.on('end', () => {
      posts.push({ headers: request.headers, body: JSON.parse(text) })
      response.writeHead(status()).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, posts }
}

const mailTo = (port: number): Partial<Settings> => ({
  'mail-to': 'me@example.org',
  'smtp-host': '127.0.0.1',
  'smtp-port': port,
  'smtp-security': 'none',
})

describe('alerts', () => {
  test('leave by mail, once, and not again under the same key', async () => {
    const { port, mails } = await mailServer()
    const alerts = alertsWith({ ...mailTo(port), 'mail-from': 'burst@example.org' })
    const told: string[] = []
    alerts.onRaised(({ message }) => told.push(message))
    expect(alerts.raise(ALERT)).toMatchObject({ id: 1, kind: 'budget', at: '2026-11-26T00:00:00.000Z' })
    expect(alerts.raise(ALERT)).toBeNull()
    expect(await alerts.deliver(never)).toMatchObject([{ channel: 'mail', error: null }])
    expect(await alerts.deliver(never)).toEqual([])
    expect(mails).toMatchObject([{ from: 'burst@example.org', to: ['me@example.org'] }])
    expect(mails[0]?.text).toMatch(/^Subject: Burst: 80 % of the daily budget is used/m)
    expect(told).toEqual([ALERT.message])
  })

  test('a mail server that asks for a password gets that of the secret store', async () => {
    const { port, mails } = await mailServer('swordfish')
    const set = { ...mailTo(port), 'smtp-user': 'me' }
    const alerts = alertsWith(set, { 'alerts/smtp-password': 'swordfish' })
    alerts.raise(ALERT)
    expect(await alerts.deliver(never)).toMatchObject([{ error: null }])
    expect(mails).toMatchObject([{ user: 'me', from: 'me@example.org' }])
    const wrong = alertsWith(set, { 'alerts/smtp-password': 'marlin' })
    wrong.raise(ALERT)
    const [delivery] = await wrong.deliver(never)
    expect(delivery?.error).toContain('wrong password')
    expect(`${delivery?.error} ${wrong.said.join(' ')}`).not.toContain('marlin')
  })

  test('are posted as JSON with the token; what did not leave is tried again, and not for ever', async () => {
    let status = 500
    const { url, posts } = await webServer(() => status)
    const alerts = alertsWith({ 'alert-webhook': url }, { 'alerts/webhook-token': 'bearer-token' })
    alerts.raise(ALERT)
    expect(await alerts.deliver(never)).toMatchObject([{ channel: 'webhook', error: 'the webhook answered 500' }])
    status = 204
    expect(await alerts.deliver(never)).toMatchObject([{ error: null }])
    expect(posts).toMatchObject([
      {},
      {
        headers: { authorization: 'Bearer bearer-token' },
        body: { source: 'burst', text: `Burst: ${ALERT.message}`, kind: 'budget', simulated: false },
      },
    ])
    status = 500
    alerts.raise({ ...ALERT, key: 'other' })
    for (let round = 0; round < 8; round += 1) await alerts.deliver(never)
    expect(posts).toHaveLength(2 + 5)
  })

  test('of practice money stay in the app, as all do where no way out is set up', async () => {
    const { url, posts } = await webServer(() => 204)
    const alerts = alertsWith({ 'alert-webhook': url })
    alerts.raise({ ...ALERT, simulated: true })
    const quiet = alertsWith({})
    quiet.raise(ALERT)
    expect([await alerts.deliver(never), await quiet.deliver(never)]).toEqual([[], []])
    expect(posts).toEqual([])
    expect([alerts.list(0, 10).length, quiet.list(0, 10).length]).toEqual([1, 1])
  })

  test('what was raised before a way out was set up does not leave on it', async () => {
    const { url, posts } = await webServer(() => 204)
    const set: Partial<Settings> = {}
    const alerts = alertsWith(set)
    alerts.raise(ALERT)
    set['alert-webhook'] = url
    await alerts.deliver(never)
    expect(posts).toEqual([])
  })
})
