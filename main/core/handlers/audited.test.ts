import { expect, test } from 'vitest'
import { unprepared } from '../engine/testing/toy-app.ts'
import { latestAudit } from '../storage/audit-store.ts'
import { openDatabase } from '../storage/database.ts'
import { audited } from './audited.ts'

const never = new AbortController().signal

test('what a person asks for is written down before it is done, without secrets', async () => {
  const db = openDatabase(':memory:')
  const handlers = audited(unprepared(), { db, wallNow: () => 0, log: () => undefined })
  await expect(
    handlers['providers.login']({ provider: 'runpod', fields: { api_key: 'top-secret' } }, never),
  ).rejects.toThrow('not prepared')
  const hook = { key: 'alert-webhook', value: 'https://chat.example/top-secret' }
  await expect(handlers['settings.set'](hook, never)).rejects.toThrow('not prepared')
  await expect(handlers['instances.killAll']({}, never)).rejects.toThrow('not prepared')
  await expect(handlers['bursts.list'](undefined, never)).rejects.toThrow('not prepared')
  const lines = latestAudit(db, 10)
  expect(lines).toMatchObject([
    { actor: 'user', action: 'instances.killAll', target: 'everything' },
    { action: 'settings.set', target: 'alert-webhook' },
    { actor: 'user', action: 'providers.login', target: 'runpod', detail: { fields: ['api_key'] } },
  ])
  expect(JSON.stringify(lines)).not.toContain('top-secret')
  db.close()
})

test('what ends a cost is done although nobody can write it down', async () => {
  const db = openDatabase(':memory:')
  db.exec('DROP TABLE audit')
  const said: string[] = []
  const killed = { ...unprepared(), 'instances.unlatch': async () => ({ latched: false as const, was: true }) }
  const handlers = audited(killed, { db, wallNow: () => 0, log: message => void said.push(message) })
  expect(await handlers['instances.unlatch'](undefined, never)).toEqual({ latched: false, was: true })
  expect(said).toEqual(['the audit trail could not take instances.unlatch'])
  db.close()
})
