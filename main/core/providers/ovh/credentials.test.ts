import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOf } from '../testing/clouds/all.ts'
import { createFastClock, type FastClock } from '../testing/clouds/fast-clock.ts'
import { startOvh, type OvhSimulator } from '../testing/clouds/ovh.ts'
import { askForConsumerKey } from './consumer-key.ts'
import { inWords, neededRules } from './rights.ts'

let clock: FastClock
let ovh: OvhSimulator
beforeEach(async () => {
  clock = createFastClock(1000)
  ovh = await startOvh({ clock })
})
afterEach(async () => {
  clock.stop()
  await ovh.server.stop()
})

const signal = () => AbortSignal.timeout(10_000)

describe('a consumer key', () => {
  const looks = () => ovh.server.log.filter(call => call.endsWith('currentCredential'))
  const ask = async (show: (page: string) => void, more: Partial<Record<'applicationKey', string>> = {}) =>
    await askForConsumerKey(
      {
        endpoint: 'ovh-eu',
        applicationKey: ovh.env['OVH_APPLICATION_KEY'] ?? '',
        applicationSecret: ovh.env['OVH_APPLICATION_SECRET'] ?? '',
        project: 'p1',
        ...more,
      },
      { env: ovh.env, clock, show },
      signal(),
    )

  it('is asked for with the rights that Burst uses and no others, and waited for until the user agrees', async () => {
    let shown = ''
    const key = await ask(page => {
      shown = page
      // The user takes their time: the key is looked at in vain first.
      const looking = setInterval(() => {
        if (looks().length === 0) return
        clearInterval(looking)
        ovh.decide('validated')
      }, 1)
    })
    expect(key).toBe('CK-that-was-asked-for')
    expect(shown).toBe(ovh.asked()?.page)
    expect(ovh.asked()?.accessRules.map(inWords)).toEqual(neededRules('p1').map(inWords))
    expect(looks().length).toBeGreaterThan(1)
  })

  it('is none where the user refuses', async () => {
    await expect(ask(() => ovh.decide('refused'))).rejects.toMatchObject({
      exit: 'provider',
      problems: [{ code: 'consumer-key', message: expect.stringContaining("refused on OVHcloud's page") }],
    })
  })

  it('is none with a wrong application, in the words of OVHcloud, and without a secret in them', async () => {
    const refused = await ask(() => undefined, { applicationKey: 'AK-wrong' }).catch((error: unknown) => error)
    expect(String(refused)).toContain('This application key is invalid')
    expect(String(refused)).not.toContain(ovh.env['OVH_APPLICATION_SECRET'])
  })
})

describe('a service account', () => {
  it('shows a token in place of a signature, and asks for it once', async () => {
    const { OVH_APPLICATION_KEY: _key, ...env } = ovh.env
    const provider = clientOf({ ...ovh, env }, clock, ovh.account)
    expect(await provider.verifyCredentials(signal())).toMatchObject({ kind: 'ok' })
    expect(await provider.list(signal())).toEqual({ kind: 'answer', value: [] })
    expect(ovh.server.log.filter(call => call === 'POST /auth/oauth2/token')).toHaveLength(1)
  })

  it('that is not known is told as that', async () => {
    const provider = clientOf(ovh, clock, { ...ovh.account, OVH_CLIENT_SECRET: 'another one' })
    const listed = await provider.list(signal())
    expect(listed).toMatchObject({ trouble: { reason: 'auth', message: expect.stringContaining('service account') } })
  })
})

it('a clock that is set while Burst runs is read anew', async () => {
  const provider = clientOf(ovh, clock)
  expect((await provider.list(signal())).kind).toBe('answer')
  ovh.shiftClock(3600)
  expect((await provider.list(signal())).kind).toBe('answer')
  expect(ovh.server.log.filter(call => call === 'GET /1.0/auth/time')).toHaveLength(2)
})
