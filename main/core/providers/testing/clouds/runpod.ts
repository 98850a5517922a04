import { z } from 'zod'
import { createSimMachines, idOf, type SimMachine, type SimMachinesOptions } from './machines.ts'
import { startSimServer, type SimAnswer, type SimRequest } from './server.ts'
import { bootFromEnv, type CloudSimulator } from './simulator.ts'
import { createSimVolumes, type SimVolume } from './volumes.ts'

const KEY = 'rpa_5d0c9e77aa'
const GPU = 'NVIDIA H100 PCIe'
const CENTRE = 'EU-RO-1'
const PRICE = 2.89
const COMMUNITY_PRICE = 1.99
/** The least that is bid. */
const BID = 1.25

/** The body of a create, strict as the real one is (REST v2). */
const CreatePod = z.strictObject({
  name: z.string().min(1),
  image: z.string(),
  args: z.string().optional(),
  gpu: z.strictObject({
    id: z.string(),
    count: z.int().optional(),
    minCudaVersion: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional(),
    allowedCudaVersions: z.array(z.string()).optional(),
  }),
  cloud: z.enum(['SECURE', 'COMMUNITY']).optional(),
  disk: z.int().min(1).optional(),
  ports: z.array(z.string()).optional(),
  dataCenterIds: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  mounts: z
    .strictObject({
      network: z.array(z.strictObject({ volumeId: z.string(), path: z.string().startsWith('/') })).max(1),
    })
    .optional(),
  startSsh: z.boolean().optional(),
  templateId: z.string().optional(),
})

const CreateVolume = z.strictObject({
  name: z.string().min(1),
  size: z.int().min(10).max(4096),
  dataCenter: z.string().min(1),
  type: z.enum(['STANDARD', 'HIGH_PERFORMANCE']).optional(),
})

/** The input of a create by the older API, as its command line sends it. */
const OldCreate = z.strictObject({
  name: z.string().min(1),
  imageName: z.string().min(1),
  dockerArgs: z.string(),
  gpuTypeId: z.string(),
  gpuCount: z.int().min(1),
  cloudType: z.enum(['ALL', 'SECURE', 'COMMUNITY']),
  minCudaVersion: z.string(),
  containerDiskInGb: z.int().min(1),
  volumeInGb: z.int().min(0),
  networkVolumeId: z.string().optional(),
  volumeMountPath: z.string().optional(),
  ports: z.string(),
  env: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  terminateAfter: z.iso.datetime(),
  dataCenterId: z.string().optional(),
  bidPerGpu: z.number().positive().optional(),
})

/** A value as GraphQL writes it, as JSON has it: names get quotes, and so do the words of enumerations. */
function readLiteral(text: string): unknown {
  const quoted = text.replaceAll(/"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*/g, word => (word.startsWith('"') ? word : `"${word}"`))
  try {
    return JSON.parse(quoted)
  } catch {
    return null
  }
}

/** RunPod's REST v2 as its specification and what was recorded of it have it. */
export async function startRunpod(options: SimMachinesOptions): Promise<CloudSimulator> {
  const machines = createSimMachines(options)
  const volumes = createSimVolumes(machines, () => idOf('hex').slice(0, 10))
  volumes.make({ name: 'models', size: 50, region: CENTRE })
  let hasStock = true

  function view(machine: SimMachine) {
    const isReady = machines.isActive(machine)
    const port = machines.sshPort(machine)
    const user = machine.id
    return {
      id: machine.id,
      name: machine.name,
      // From the first read on, whatever it does.
      status: 'RUNNING',
      actions: ['stop', 'restart', 'terminate'],
      args: '',
      cloud: machine.details['cloud'] ?? 'SECURE',
      cost:
        Number(machine.details['bidPerGpu'] ?? 0) ||
        (machine.details['cloud'] === 'COMMUNITY' ? COMMUNITY_PRICE : PRICE),
      createdAt: new Date(machine.createdAt).toISOString(),
      startedAt: new Date(machine.createdAt).toISOString(),
      cudaVersion: '13.0',
      dataCenterId: CENTRE,
      disk: 40,
      env: {},
      gpu: { id: GPU, count: 1 },
      image: 'an-image',
      locked: false,
      ports: ['22/tcp'],
      runtime: isReady ? { uptime: 3, ports: [{ ip: '127.0.0.1', private: 22, public: port, type: 'tcp' }] } : null,
      ssh: {
        direct: isReady ? { host: '127.0.0.1', port, username: 'root', command: '' } : null,
        proxy: { host: 'ssh.runpod.io', port: 22, username: `${user}-64410000` },
      },
    }
  }

  function billing(query: URLSearchParams): SimAnswer {
    const [from, to] = ['startTime', 'endTime'].map(name => Date.parse(query.get(name) ?? ''))
    if (!(Number(from) < Number(to)) || query.get('bucketSize') !== 'day')
      return problem(400, 'Bad Request', 'startTime must be before endTime')
    const records = machines.all().map(machine => {
      const gpuAmount = machines.hours(machine) * view(machine).cost
      return {
        startTime: query.get('startTime'),
        endTime: query.get('endTime'),
        podId: machine.id,
        totalAmount: gpuAmount,
        gpuAmount,
        cpuAmount: 0,
        diskAmount: 0,
      }
    })
    return ok({ records, metadata: { recordCount: records.length } })
  }

  function answer({ method, path, query, headers, body }: SimRequest): SimAnswer {
    if (/^(node|undici|python)/i.test(headers['user-agent'] ?? 'node'))
      return {
        status: 403,
        body: '<html><body>error code: 1010</body></html>',
        headers: { 'content-type': 'text/html' },
      }
    if (path === '/graphql') return headers['authorization'] === `Bearer ${KEY}` ? graphql(body) : UNAUTHORIZED
    if (path.startsWith('/v1/')) return problem(410, 'Gone', 'This API has been retired.')
    if (headers['authorization'] !== `Bearer ${KEY}`) return UNAUTHORIZED
    const [, , room = '', id = ''] = path.split('/')
    switch (`${method} ${room}`) {
      case 'GET catalog':
        return ok({
          gpus: [
            {
              id: GPU,
              name: 'H100 PCIe',
              memory: 80,
              secure: true,
              community: true,
              price: { secure: PRICE, community: COMMUNITY_PRICE, serverless: 4 },
              maxCount: 8,
              availability: hasStock ? 'HIGH' : 'NONE',
              dataCenters: [{ id: CENTRE, name: CENTRE, availability: hasStock ? 'MEDIUM' : 'NONE' }],
              cudaVersions: ['12.8', '13.0'],
            },
          ],
        })
      case 'GET billing':
        return billing(query)
      case 'GET network-volumes':
        return ok({ networkVolumes: volumes.all().map(volumeView) })
      case 'POST network-volumes':
        return createVolume(body)
      case 'DELETE network-volumes': {
        const removed = volumes.remove(decodeURIComponent(id))
        if (removed === null) return missing()
        return removed ? { status: 204 } : problem(400, 'Bad Request', 'network volume is in use')
      }
      case 'POST pods':
        return create(body)
      case 'GET pods': {
        if (id === '') return ok({ pods: machines.shown().map(view) })
        const machine = machines.find(decodeURIComponent(id))
        return machine ? ok(view(machine)) : missing()
      }
      case 'DELETE pods':
        if (!machines.find(decodeURIComponent(id))) return missing()
        machines.end(decodeURIComponent(id))
        return { status: 204 }
      default:
        return missing()
    }
  }

  const volumeView = ({ id, name, size, region }: SimVolume) => ({
    id,
    name,
    size,
    dataCenter: region,
    type: 'STANDARD',
  })

  function createVolume(body: unknown): SimAnswer {
    const wanted = CreateVolume.safeParse(body)
    if (!wanted.success) return problem(422, 'Unprocessable Entity', wanted.error.message)
    const { name, size, dataCenter } = wanted.data
    if (dataCenter !== CENTRE) return problem(400, 'Bad Request', `unknown data center ${dataCenter}`)
    return { status: 201, body: volumeView(volumes.make({ name, size, region: dataCenter })) }
  }

  function create(body: unknown): SimAnswer {
    const wanted = CreatePod.safeParse(body)
    if (!wanted.success)
      return {
        status: 422,
        body: {
          ...problem(422, 'Unprocessable Entity', 'Request validation failed.').body,
          errors: wanted.error.issues.map(({ path, message }) => `$.${path.join('.')}: ${message}`),
        },
      }
    const { name, gpu, cloud = 'SECURE', ports = [], env = {}, mounts, dataCenterIds = [] } = wanted.data
    const volume = mounts?.network[0]?.volumeId
    if (volume !== undefined && volumes.find(volume)?.region !== dataCenterIds[0])
      return problem(400, 'Bad Request', `network volume ${volume} is not in the data center of the pod`)
    if (!hasStock || gpu.id !== GPU)
      return problem(
        400,
        'Bad Request',
        'There are no longer any instances available with the requested specifications. Please refresh and try again.',
      )
    const machine = machines.rent({
      name,
      details: { cloud },
      boot: ports.includes('22/tcp') ? bootFromEnv(env) : null,
      volume,
    })
    if (volume !== undefined) volumes.mount(volume, machine)
    return { status: 201, body: view(machine) }
  }

  /** Answers 200 also where it says no. */
  function graphql(body: unknown): SimAnswer {
    const { query } = z.strictObject({ query: z.string().max(200_000) }).parse(body)
    if (query.startsWith('query { gpuTypes'))
      return ok({
        data: {
          gpuTypes: [
            {
              id: GPU,
              memoryInGb: 80,
              secure: { minimumBidPrice: BID, stockStatus: hasStock ? 'High' : null },
              community: null,
            },
          ],
        },
      })
    const call = /^mutation \{ (podRentInterruptable|podFindAndDeployOnDemand)\(input: (\{.*\})\) \{ id \} \}$/s.exec(
      query,
    )
    const input = OldCreate.safeParse(call && readLiteral(call[2] ?? ''))
    if (!call || !input.success) return refusedByGraphql(`Syntax Error: ${input.error?.message ?? query.slice(0, 80)}`)
    const { name, gpuTypeId, cloudType, bidPerGpu, ports, env, terminateAfter } = input.data
    if ((call[1] === 'podRentInterruptable') !== (bidPerGpu !== undefined)) return refusedByGraphql('bidPerGpu')
    if (bidPerGpu !== undefined && bidPerGpu < BID) return refusedByGraphql('Your bid is too low.')
    if (!hasStock || gpuTypeId !== GPU)
      return refusedByGraphql('There are no longer any instances available with enough disk space.')
    const boot = ports.includes('22/tcp')
      ? bootFromEnv(Object.fromEntries(env.map(({ key, value }) => [key, value])))
      : null
    const details = { cloud: cloudType, terminateAfter, ...(bidPerGpu === undefined ? {} : { bidPerGpu }) }
    return ok({ data: { [call[1] ?? '']: { id: machines.rent({ name, details, boot }).id } } })
  }

  const server = await startSimServer(answer, {
    401: problem(401, 'Unauthorized', 'missing bearer token').body,
    429: problem(429, 'Too Many Requests', 'rate limit exceeded').body,
    500: problem(500, 'Internal Server Error', 'failed to read back the pod').body,
  })
  return {
    cloud: 'runpod',
    server,
    machines,
    env: {
      BURST_RUNPOD_URL: `${server.origin}/v2`,
      BURST_RUNPOD_GRAPHQL_URL: `${server.origin}/graphql`,
      RUNPOD_API_KEY: KEY,
    },
    wrong: { RUNPOD_API_KEY: 'rpa_another_one' },
    offerId: `secure/${CENTRE}/${GPU}`,
    setStock: is => {
      hasStock = is
    },
    addForeign: name => machines.rent({ name, details: {}, boot: null }).id,
    beside: () => [],
  }
}

const refusedByGraphql = (message: string): SimAnswer => ({ status: 200, body: { errors: [{ message }], data: null } })

const ok = (body: unknown): SimAnswer => ({ status: 200, body })
const problem = (status: number, title: string, detail: string): SimAnswer & { body: object } => ({
  status,
  body: { title, status, detail },
  headers: { 'content-type': 'application/problem+json' },
})
const UNAUTHORIZED = problem(401, 'Unauthorized', 'missing bearer token')
const missing = () => problem(404, 'Not Found', 'resource not found')
