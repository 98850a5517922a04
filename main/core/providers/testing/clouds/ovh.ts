import { createHash } from 'node:crypto'
import { z } from 'zod'
import { createSimMachines, idOf, type SimMachine, type SimMachinesOptions } from './machines.ts'
import { createSnapshots } from './ovh-snapshots.ts'
import { startSimServer, type SimAnswer, type SimRequest } from './server.ts'
import { bootFromCloudInit, diskFromCloudInit, type CloudSimulator } from './simulator.ts'
import { createSimVolumes, type SimVolume } from './volumes.ts'

const KEYS = { application: 'AK0123456789', secret: 'AS-secret-98765', consumer: 'CK-consumer-43210' }
const PROJECT = '0123456789abcdef0123456789abcdef'
const REGION = 'GRA11'
/** For an hour, before tax. */
const PRICE = 2.8
const FLAVOR = 'b9f0d3a0-0000-4000-8000-0000000000aa'
const IMAGE = '6b1f0000-0000-4000-8000-0000000000bb'
const UNDER = `/1.0/cloud/project/${PROJECT}`
/** Its clock is this far ahead of everybody's, seconds. */
const SKEW = 137
const CLOCK_TOLERANCE = 30

const RULES = [
  { method: 'GET', path: '/me' },
  { method: 'GET', path: '/auth/currentCredential' },
  { method: 'GET', path: `/cloud/project/${PROJECT}` },
  ...['GET', 'POST', 'PUT', 'DELETE'].map(method => ({ method, path: `/cloud/project/${PROJECT}/*` })),
]

const Creation = z.strictObject({
  name: z.string().min(1),
  region: z.string(),
  flavorId: z.string(),
  imageId: z.string().nullish(),
  sshKeyId: z.string().nullish(),
  userData: z.string().nullish(),
  networks: z.array(z.unknown()).nullish(),
  // A month would be owed.
  monthlyBilling: z.literal(false).optional(),
})

const VolumeCreation = z.strictObject({
  region: z.literal(REGION),
  size: z.int().min(10),
  type: z.enum(['classic', 'high-speed', 'high-speed-gen2']),
  name: z.string().optional(),
})
/** For a GiB and hour, before tax. */
const VOLUME_PRICE = 0.000119

const CredentialRequest = z.strictObject({
  accessRules: z.array(z.strictObject({ method: z.enum(['GET', 'POST', 'PUT', 'DELETE']), path: z.string().min(1) })),
  redirection: z.string().optional(),
})

const Policy = z.strictObject({
  name: z
    .string()
    .min(1)
    .refine(name => !name.startsWith('ovh-'), 'reserved'),
  description: z.string().optional(),
  identities: z.array(z.string().startsWith('urn:v1:eu:identity:')).min(1),
  resources: z.array(z.strictObject({ urn: z.string() })).min(1),
  permissions: z.strictObject({ allow: z.array(z.strictObject({ action: z.string() })).min(1) }),
  expiredAt: z.iso.datetime(),
})

export type OvhSimulator = CloudSimulator & {
  /** What a consumer key was asked for with, and what the user does on the page that is shown. */
  readonly asked: () => {
    readonly accessRules: readonly { method: string; path: string }[]
    readonly page: string
  } | null
  decide(status: 'validated' | 'refused'): void
  /** Its clock is set, by so many seconds. */
  shiftClock(seconds: number): void
  /** The credentials may not manage policies. */
  refusePolicies(): void
  readonly policies: readonly (z.infer<typeof Policy> & { readonly id: string })[]
  /** Of a service account. */
  readonly account: { readonly OVH_CLIENT_ID: string; readonly OVH_CLIENT_SECRET: string }
}

const NEW_CONSUMER = 'CK-that-was-asked-for'
const ACCOUNT = { OVH_CLIENT_ID: 'EU.4f2a9c', OVH_CLIENT_SECRET: 'service-secret-0815' }
const TOKEN = 'token-of-an-hour'

/** OVHcloud's API (v1) as its specification has it, with signatures that are computed anew. */
export async function startOvh(options: SimMachinesOptions): Promise<OvhSimulator> {
  const machines = createSimMachines(options)
  const snapshots = createSnapshots(options.clock, REGION)
  const volumes = createSimVolumes(machines, () => idOf('uuid'))
  let hasStock = true
  let query = 0
  const accounts: { clientId: string; name: string }[] = []
  const policies: (z.infer<typeof Policy> & { id: string })[] = []
  let arePoliciesRefused = false
  let skew = SKEW
  let keyRequest: z.infer<typeof CredentialRequest> | null = null
  let keyStatus: 'pendingValidation' | 'validated' | 'refused' = 'pendingValidation'

  function view(machine: SimMachine) {
    const isActive = machines.isActive(machine)
    return {
      id: machine.id,
      name: machine.name,
      status: machine.endedAt !== null ? 'DELETING' : isActive ? 'ACTIVE' : 'BUILD',
      created: new Date(machine.createdAt).toISOString(),
      region: REGION,
      flavorId: FLAVOR,
      imageId: IMAGE,
      planCode: 'h100-380.consumption',
      monthlyBilling: null,
      sshKeyId: null,
      ipAddresses: isActive
        ? [
            { ip: '2001:db8::7', type: 'public', version: 6, networkId: '', gatewayIp: null },
            { ip: machine.ip, type: 'public', version: 4, networkId: '', gatewayIp: null },
          ]
        : [],
      operationIds: [],
    }
  }

  const flavor = () => ({
    id: FLAVOR,
    name: 'h100-380',
    region: REGION,
    available: hasStock,
    quota: 1,
    ram: 380_000,
    vcpus: 30,
    disk: 200,
    osType: 'linux',
    type: 'ovh.ssd.gpu',
    planCodes: { hourly: 'h100-380.consumption', monthly: 'h100-380.monthly.postpaid' },
  })

  /** While it runs a machine is shown with whole hours; fractions come after its end. */
  function usage() {
    const details = machines.all().map(machine => {
      const hours = machine.endedAt === null ? Math.ceil(machines.hours(machine)) : machines.hours(machine)
      return { instanceId: machine.id, quantity: { unit: 'Hour', value: hours }, totalPrice: hours * PRICE }
    })
    const totalPrice = details.reduce((sum, detail) => sum + detail.totalPrice, 0)
    return {
      lastUpdate: new Date(options.clock.now()).toISOString(),
      hourlyUsage: { instance: [{ reference: FLAVOR, region: REGION, totalPrice, details }] },
      totalPrice,
    }
  }

  function answer(request: SimRequest): SimAnswer {
    query += 1
    const said = route(request)
    return { ...said, headers: { ...said.headers, 'x-ovh-queryid': `EU.ext-3.${query}` } }
  }

  function route(asked: SimRequest): SimAnswer {
    const { method, path } = asked
    if (path === '/auth/oauth2/token') return token(asked)
    if (path === '/1.0/auth/credential') return credential(asked)
    if (path === '/1.0/auth/time') return ok(now())
    if (path === '/1.0/order/catalog/public/cloud')
      return ok({
        catalogId: 1,
        locale: { currencyCode: 'EUR', subsidiary: 'FR', taxRate: 20 },
        plans: [],
        addons: [
          {
            planCode: 'h100-380.consumption',
            product: 'publiccloud-instance',
            pricings: [{ price: PRICE * 100_000_000, tax: 56_000_000, interval: 1, intervalUnit: 'hour' }],
          },
          {
            planCode: 'volume.high-speed.consumption',
            product: 'publiccloud-volume',
            pricings: [{ price: VOLUME_PRICE * 100_000_000, tax: 2380, interval: 0, intervalUnit: 'none' }],
          },
        ],
      })
    const refusal = refusalOf(asked)
    if (refusal) return refusal
    if (path.startsWith('/1.0/me/api/oauth2/client')) return serviceAccount(asked)
    if (path.startsWith('/v2/iam/policy')) return policy(asked)
    if (path === '/1.0/me') return ok({ ovhSubsidiary: 'FR' })
    if (path === '/1.0/auth/currentCredential')
      return ok(
        asked.headers['x-ovh-consumer'] === NEW_CONSUMER
          ? { status: keyStatus, rules: keyRequest?.accessRules ?? [] }
          : { status: 'validated', rules: RULES },
      )
    if (path === UNDER) return ok({ project_id: PROJECT, status: 'ok' })
    const [room = '', id = '', part = ''] = path.slice(UNDER.length + 1).split('/')
    switch (`${method} ${room}`) {
      case 'GET flavor':
        return ok([flavor(), { ...flavor(), id: 'other', name: 'b3-8', planCodes: { hourly: 'b3-8.consumption' } }])
      case 'GET image':
        return ok([{ id: IMAGE, name: 'Ubuntu 24.04', region: REGION, user: 'ubuntu', minDisk: 0, status: 'active' }])
      case 'GET snapshot':
        return ok([
          { id: 'snap1', name: 'my-server-shelved', region: REGION, size: 20, status: 'active' },
          ...snapshots.shown(),
        ])
      case 'DELETE snapshot':
        return snapshots.remove(decodeURIComponent(id)) ? ok(null) : missing()
      case 'GET usage':
        return id === 'current' ? ok(usage()) : missing()
      case 'GET volume': {
        if (id === '') return ok(volumes.all().map(volumeView))
        const volume = volumes.find(decodeURIComponent(id))
        return volume ? ok(volumeView(volume)) : missing()
      }
      case 'POST volume':
        return part === 'attach' ? attach(decodeURIComponent(id), asked.body) : createVolume(asked.body)
      case 'DELETE volume': {
        const removed = volumes.remove(decodeURIComponent(id))
        if (removed === null) return missing()
        return removed ? ok(null) : conflict('Volume is still attached to an instance')
      }
      case 'GET instance': {
        if (id === '') return ok(machines.shown().map(view))
        const machine = machines.find(decodeURIComponent(id))
        return machine ? ok(view(machine)) : missing()
      }
      case 'POST instance':
        return part === 'snapshot' ? snapshot(id, asked.body) : create(asked.body)
      case 'DELETE instance':
        if (!machines.find(decodeURIComponent(id))) return missing()
        machines.end(decodeURIComponent(id))
        return ok(null)
      default:
        return missing()
    }
  }

  function volumeView(volume: SimVolume) {
    const { id, name, region, size, mountedBy } = volume
    const isFree = volumes.isFree(volume)
    return {
      id,
      name,
      region,
      size,
      type: 'high-speed',
      status: isFree ? 'available' : 'in-use',
      attachedTo: isFree ? [] : [mountedBy],
      planCode: 'volume.high-speed.consumption',
    }
  }

  function createVolume(body: unknown): SimAnswer {
    const wanted = VolumeCreation.safeParse(body)
    if (!wanted.success) return { status: 400, body: { class: 'Client::BadRequest', message: wanted.error.message } }
    const { name = '', region, size } = wanted.data
    return ok(volumeView(volumes.make({ name, region, size })))
  }

  function attach(id: string, body: unknown): SimAnswer {
    const wanted = z.strictObject({ instanceId: z.string() }).safeParse(body)
    const machine = wanted.success ? machines.find(wanted.data.instanceId) : null
    const volume = volumes.find(id)
    if (!volume || !machine) return missing()
    if (!machines.isActive(machine)) return conflict('Instance must be ACTIVE')
    return volumes.mount(id, machine) ? ok(volumeView(volume)) : conflict('Volume is already attached')
  }

  function snapshot(id: string, body: unknown): SimAnswer {
    const machine = machines.find(decodeURIComponent(id))
    if (!machine) return missing()
    const wanted = z.strictObject({ snapshotName: z.string().min(1) }).safeParse(body)
    if (!wanted.success) return { status: 400, body: { class: 'Client::BadRequest', message: wanted.error.message } }
    if (!machines.isActive(machine)) return conflict('Instance must be ACTIVE')
    snapshots.begin(wanted.data.snapshotName)
    return ok(null)
  }

  const now = () => Math.floor(Date.now() / 1000) + skew

  function serviceAccount({ method, path, body }: SimRequest): SimAnswer {
    const id = decodeURIComponent(path.slice('/1.0/me/api/oauth2/client/'.length))
    const found = accounts.find(account => account.clientId === id)
    if (method === 'POST') {
      const wanted = z
        .strictObject({
          callbackUrls: z.array(z.string()),
          flow: z.literal('CLIENT_CREDENTIALS'),
          name: z.string().min(1),
          description: z.string(),
        })
        .safeParse(body)
      if (!wanted.success) return { status: 400, body: { class: 'Client::BadRequest', message: wanted.error.message } }
      const clientId = `EU.${accounts.length}`
      accounts.push({ clientId, name: wanted.data.name })
      return ok({ clientId, clientSecret: `secret-of-${clientId}` })
    }
    if (id === '') return ok(accounts.map(({ clientId }) => clientId))
    if (!found) return missing()
    if (method === 'DELETE') accounts.splice(accounts.indexOf(found), 1)
    return ok(method === 'DELETE' ? null : { ...found, identity: `urn:v1:eu:identity:credential:ab1-ovh/oauth2-${id}` })
  }

  function policy({ method, path, body }: SimRequest): SimAnswer {
    const id = decodeURIComponent(path.slice('/v2/iam/policy/'.length))
    if (method === 'GET') return ok(policies)
    if (method === 'DELETE') {
      const at = policies.findIndex(other => other.id === id)
      if (at < 0) return missing()
      policies.splice(at, 1)
      return ok(null)
    }
    if (arePoliciesRefused)
      return { status: 403, body: { class: 'Client::Forbidden', message: 'You are not allowed to manage policies' } }
    const wanted = Policy.safeParse(body)
    if (!wanted.success) return { status: 400, body: { class: 'Client::BadRequest', message: wanted.error.message } }
    const made = { id: `policy-${policies.length}`, ...wanted.data }
    policies.push(made)
    return ok(made)
  }

  function token({ method, text }: SimRequest): SimAnswer {
    const form = new URLSearchParams(text)
    const isKnown =
      form.get('client_id') === ACCOUNT.OVH_CLIENT_ID && form.get('client_secret') === ACCOUNT.OVH_CLIENT_SECRET
    if (method !== 'POST' || form.get('grant_type') !== 'client_credentials' || !isKnown)
      return { status: 401, body: { error: 'invalid_client' } }
    return ok({ access_token: TOKEN, token_type: 'Bearer', expires_in: 3599, scope: 'all' })
  }

  function credential({ method, headers, body }: SimRequest): SimAnswer {
    const wanted = CredentialRequest.safeParse(body)
    if (method !== 'POST' || headers['x-ovh-application'] !== KEYS.application)
      return { status: 403, body: { class: 'Client::Forbidden', message: 'This application key is invalid' } }
    if (!wanted.success) return { status: 400, body: { class: 'Client::BadRequest', message: wanted.error.message } }
    keyRequest = wanted.data
    return ok({
      validationUrl: `${server.origin}/auth/?credentialToken=abc`,
      consumerKey: NEW_CONSUMER,
      state: 'pendingValidation',
    })
  }

  function refusalOf({ method, path, url, text, headers }: SimRequest): SimAnswer | null {
    if (headers['authorization'] === `Bearer ${TOKEN}`) return null
    if (headers['x-ovh-application'] !== KEYS.application)
      return { status: 403, body: { class: 'Client::Forbidden', message: 'This application key is invalid' } }
    const consumer = headers['x-ovh-consumer']
    if (consumer !== KEYS.consumer && (consumer !== NEW_CONSUMER || keyRequest === null))
      return {
        status: 403,
        body: { errorCode: 'INVALID_CREDENTIAL', httpCode: '403 Forbidden', message: 'This credential is not valid' },
      }
    const timestamp = Number(headers['x-ovh-timestamp'])
    const signed = [KEYS.secret, consumer, method, url, text, headers['x-ovh-timestamp']].join('+')
    const signature = `$1$${createHash('sha1').update(signed).digest('hex')}`
    if (headers['x-ovh-signature'] !== signature || Math.abs(timestamp - now()) > CLOCK_TOLERANCE)
      return {
        status: 400,
        body: { errorCode: 'INVALID_SIGNATURE', httpCode: '400 Bad Request', message: 'Invalid signature' },
      }
    const called = path.slice('/1.0'.length)
    const isGranted =
      /^\/v2\/iam\/policy|^\/1\.0\/me\/api\/oauth2\/client/.test(path) ||
      RULES.some(
        rule =>
          rule.method === method &&
          (rule.path === called || (rule.path.endsWith('/*') && called.startsWith(rule.path.slice(0, -1)))),
      )
    if (isGranted) return null
    return {
      status: 403,
      body: { errorCode: 'NOT_GRANTED_CALL', httpCode: '403 Forbidden', message: 'This call has not been granted' },
    }
  }

  function create(body: unknown): SimAnswer {
    const wanted = Creation.safeParse(body)
    if (!wanted.success) return { status: 400, body: { class: 'Client::BadRequest', message: wanted.error.message } }
    const { name, flavorId, imageId, region, userData } = wanted.data
    const isImage = imageId === IMAGE || snapshots.isReady(imageId ?? '')
    if (flavorId !== FLAVOR || !isImage || region !== REGION)
      return {
        status: 400,
        body: { class: 'Client::BadRequest', message: 'invalid: Image cannot be used with the chosen flavor' },
      }
    const boot = bootFromCloudInit(userData ?? '')
    return ok(view(machines.rent({ name, details: {}, boot, volume: diskFromCloudInit(userData ?? '') }, 'uuid')))
  }

  const server = await startSimServer(answer, {
    401: { class: 'Client::Unauthorized', message: 'You must login first' },
    429: { message: 'Too many requests' },
    500: { class: 'Server::InternalServerError', message: 'Internal server error' },
  })
  return {
    cloud: 'ovh',
    server,
    machines,
    env: {
      BURST_OVH_URL: `${server.origin}/1.0`,
      OVH_ENDPOINT: 'ovh-eu',
      OVH_APPLICATION_KEY: KEYS.application,
      OVH_APPLICATION_SECRET: KEYS.secret,
      OVH_CONSUMER_KEY: KEYS.consumer,
      OVH_CLOUD_PROJECT_SERVICE: PROJECT,
    },
    wrong: { OVH_CONSUMER_KEY: 'CK-of-somebody-else' },
    offerId: `h100-380@${REGION}`,
    setStock: is => {
      hasStock = is
    },
    addForeign: name => machines.rent({ name, details: {}, boot: null }, 'uuid').id,
    beside: () => [...accounts, ...policies].map(({ name }) => name),
    asked: () =>
      keyRequest && { accessRules: keyRequest.accessRules, page: `${server.origin}/auth/?credentialToken=abc` },
    decide: decision => {
      keyStatus = decision
    },
    refusePolicies: () => {
      arePoliciesRefused = true
    },
    policies,
    shiftClock: seconds => {
      skew += seconds
    },
    account: ACCOUNT,
  }
}

const ok = (body: unknown): SimAnswer => ({ status: 200, body })
const conflict = (message: string): SimAnswer => ({ status: 409, body: { class: 'Client::Conflict', message } })
const missing = (): SimAnswer => ({
  status: 404,
  body: { class: 'Client::NotFound', message: 'This service does not exist' },
})
