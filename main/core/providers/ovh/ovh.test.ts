import ovh from 'ovh'
import { describe, expect, it } from 'vitest'
import { instanceView } from './instances.ts'
import { offersOf, priceOf, readOfferId } from './offers.ts'
import { inWords, missingRules, neededRules } from './rights.ts'
import { platformAddress } from './sign.ts'

it('signs as the published formula has it', () => {
  const client = ovh({ appKey: 'AK', appSecret: 'AS', consumerKey: 'CK' })
  // SHA-1 of `AS+CK+GET+https://eu.api.ovh.com/1.0/cloud/project++1700000000`, computed apart.
  expect(client.signRequest('GET', 'https://eu.api.ovh.com/1.0/cloud/project', '', 1_700_000_000)).toBe(
    '$1$358c20aacf365daf82e87b4fe5b0de8176211226',
  )
})

it('knows the platforms by the names of the package', () => {
  expect(platformAddress('ovh-eu')).toBe('https://eu.api.ovh.com/1.0')
  expect(platformAddress('ovh-ca')).toBe('https://ca.api.ovh.com/1.0')
  expect(platformAddress('ovh-us')).toBe('https://api.us.ovhcloud.com/1.0')
  expect(() => platformAddress('ovh-mars')).toThrow(/OVH_ENDPOINT is ovh-mars; it may be ovh-eu/)
})

describe('rights', () => {
  const all = (path: string) => ['GET', 'POST', 'PUT', 'DELETE'].map(method => ({ method, path }))
  const wanted = neededRules('p1')
  it.each([
    ['everything', all('/*'), []],
    ['just what is needed', wanted, []],
    ['a space at the end', all('/* '), wanted.map(inWords)],
    ['an empty path', all(''), wanted.map(inWords)],
    [
      'all of another project',
      [...all('/cloud/project/p2/*'), { method: 'GET', path: '/me' }],
      wanted.slice(1).map(inWords),
    ],
    [
      'reading alone',
      [{ method: 'GET', path: '/*' }],
      ['POST', 'PUT', 'DELETE'].map(method => `${method} /cloud/project/p1/*`),
    ],
    [
      'the project itself left out',
      [...all('/cloud/project/p1/*'), { method: 'GET', path: '/me' }, { method: 'GET', path: '/auth/*' }],
      ['GET /cloud/project/p1'],
    ],
  ])('with %s', (_, granted, missing) => expect(missingRules(granted, wanted).map(inWords)).toEqual(missing))
})

describe('offers', () => {
  const catalog = {
    locale: { currencyCode: 'EUR', taxRate: 20 },
    addons: [
      { planCode: 'h100-380.consumption', pricings: [{ price: 280_000_000, intervalUnit: 'hour' }] },
      { planCode: 'l4-360.consumption', pricings: [{ price: 300_000_001, intervalUnit: 'hour' }] },
      { planCode: 'b3-8.consumption', pricings: [{ price: 5_000_000, intervalUnit: 'hour' }] },
    ],
  }
  const flavor = (name: string, more = {}) => ({
    id: name,
    name,
    region: 'GRA11',
    available: true,
    quota: 1,
    ram: 90_000,
    vcpus: 15,
    disk: 400,
    planCodes: { hourly: `${name}.consumption` },
    ...more,
  })

  it('are the GPUs that have a price, and nothing without one', () => {
    const offers = offersOf(
      [flavor('h100-380'), flavor('l4-360'), flavor('b3-8'), flavor('a100-180')],
      catalog,
      'ovh-eu',
      0,
    )
    expect(offers).toMatchObject([
      { id: 'h100-380@GRA11', gpuCount: 1, vramBytes: 80e9, country: 'FR', billingStepSeconds: 1, minimumSeconds: 60 },
      { id: 'l4-360@GRA11', gpuCount: 4, vramBytes: 24e9 },
    ])
    expect(offers[0]?.pricePerHour).toEqual({
      micros: 2_800_000,
      currency: 'EUR',
      taxIncluded: false,
      simulated: false,
    })
    // Never less than the invoice.
    expect(offers[1]?.pricePerHour.micros).toBe(3_000_001)
  })

  it('are out of stock where there is none, or none for this account', () => {
    const stock = (more: object) => offersOf([flavor('h100-380', more)], catalog, 'ovh-eu', 0)[0]?.stock
    expect([stock({}), stock({ available: false }), stock({ quota: 0 })]).toEqual(['yes', 'no', 'no'])
  })

  it('count by the hour in the United States', () => {
    expect(offersOf([flavor('h100-380')], catalog, 'ovh-us', 0)[0]).toMatchObject({
      billingStepSeconds: 3600,
      minimumSeconds: 3600,
    })
  })

  it('have no price where the catalogue has none', () => expect(priceOf(catalog, 'nothing')).toBeNull())

  it.each(['h100-380', '@GRA11', 'h100-380@', 'a@b@c', ''])('%s is no offer', id => expect(readOfferId(id)).toBeNull())
})

describe('instances', () => {
  const seen = (status: string, ipAddresses: { ip: string; type?: string; version?: number }[] = []) =>
    instanceView(
      { id: 'i', name: 'n', status, created: '2026-11-20T10:00:00Z', region: 'GRA11', ipAddresses },
      { flavorName: 'h100-380', pricePerHour: null, user: 'burst' },
    )
  it.each([
    ['BUILD', 'provisioning', 'none'],
    ['ACTIVE', 'running', 'full'],
    ['SHUTOFF', 'stopped', 'full'],
    ['PAUSED', 'stopped', 'full'],
    ['SHELVED_OFFLOADED', 'stopped', 'unknown'],
    ['ERROR', 'failed', 'unknown'],
    ['DELETING', 'terminating', 'full'],
    ['SOMETHING_NEW', 'unknown', 'unknown'],
  ])('%s is %s and bills %s', (status, state, billing) => expect(seen(status)).toMatchObject({ state, billing }))

  it('are reached at their public address of the older kind', () => {
    const addresses = [
      { ip: '2001:db8::1', type: 'public', version: 6 },
      { ip: '10.0.0.1', type: 'private', version: 4 },
      { ip: '198.51.100.2', type: 'public', version: 4 },
    ]
    expect(seen('ACTIVE', addresses).ssh).toEqual({ host: '198.51.100.2', port: 22, user: 'burst' })
    expect(seen('SHUTOFF', addresses).ssh).toBeNull()
    expect(seen('ACTIVE').ssh).toBeNull()
  })
})
