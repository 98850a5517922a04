import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { createSimMachines, type SimMachine, type SimMachinesOptions } from './machines.ts'
import { startSimServer, type SimAnswer, type SimRequest } from './server.ts'
import { bootFromCloudInit, createPaceGuard, type CloudSimulator } from './simulator.ts'
import { createSimVolumes, type SimVolume } from './volumes.ts'

const KEY = 'lambda-key-8f3a5c'
const REGION = 'europe-central-1'
const TYPE = {
  name: 'gpu_1x_h100_pcie',
  description: '1x H100 (80 GB PCIe)',
  gpu_description: 'H100 (80 GB PCIe)',
  price_cents_per_hour: 329,
  specs: { vcpus: 26, memory_gib: 200, storage_gib: 1024, gpus: 1 },
}

/** The launch as specification 1.10 has it. */
const Launch = z.strictObject({
  region_name: z.string(),
  instance_type_name: z.string(),
  ssh_key_names: z.array(z.string()).length(1),
  name: z.string().max(64).optional(),
  hostname: z.string().optional(),
  image: z.unknown().optional(),
  file_system_names: z.array(z.string()).optional(),
  file_system_mounts: z
    .array(
      z.strictObject({
        file_system_id: z.string(),
        mount_point: z
          .string()
          .max(256)
          .regex(/^(\/home|\/lambda\/nfs|\/data)[//a-zA-Z0-9-]*$/),
      }),
    )
    .optional(),
  user_data: z.string().max(1_000_000).optional(),
  tags: z
    .array(
      z.strictObject({
        key: z
          .string()
          .max(55)
          .regex(/^[a-z][a-z0-9-:]+$/),
        value: z.string().max(128),
      }),
    )
    .optional(),
})
const NewKey = z.strictObject({ name: z.string().min(1).max(64), public_key: z.string().max(4096) })
const NewFilesystem = z.strictObject({
  name: z
    .string()
    .max(60)
    .regex(/^[a-zA-Z]+[0-9a-zA-Z-]*$/),
  region: z.string(),
})
const Terminate = z.strictObject({ instance_ids: z.array(z.string()).min(1) })

/** Lambda's API as its specification 1.10 and the reports of its users have it. */
export async function startLambda(options: SimMachinesOptions): Promise<CloudSimulator> {
  const machines = createSimMachines(options)
  const keys: { id: string; name: string; public_key: string }[] = []
  const mayCall = createPaceGuard(() => options.clock.now(), 20 * options.clock.speed)
  const filesystems = createSimVolumes(machines, () => randomBytes(16).toString('hex'))
  filesystems.make({ name: 'models', region: REGION, size: 7_000_000_000 })
  let hasStock = true

  function view(machine: SimMachine) {
    const isActive = machines.isActive(machine)
    return {
      id: machine.id,
      name: machine.name,
      ...(isActive ? { ip: machine.ip } : {}),
      status: machine.endedAt !== null ? 'terminating' : isActive ? 'active' : 'booting',
      region: { name: REGION, description: 'Germany' },
      instance_type: TYPE,
      ssh_key_names: [],
      file_system_names: [],
      tags: Object.entries(machine.details).map(([key, value]) => ({ key, value: String(value) })),
      is_reserved: false,
    }
  }

  function answer({ method, path, headers, body }: SimRequest): SimAnswer {
    if (headers['authorization'] !== `Bearer ${KEY}`)
      return refuse(401, 'global/invalid-api-key', 'API key was invalid')
    if (!mayCall('all', 1000)) return refuse(429, 'global/too-many-requests', 'Too many requests')
    const [, , , , room = '', id = ''] = `/${path}`.split('/')
    switch (`${method} ${room}`) {
      case 'GET instance-types':
        return data({
          [TYPE.name]: {
            instance_type: TYPE,
            regions_with_capacity_available: hasStock ? [{ name: REGION, description: 'Germany' }] : [],
          },
        })
      case 'GET instances': {
        if (id === '') return data(machines.shown().map(view))
        const machine = machines.find(decodeURIComponent(id))
        return machine ? data(view(machine)) : missing()
      }
      case 'GET ssh-keys':
        return data(keys)
      case 'POST ssh-keys':
        return addKey(body)
      case 'DELETE ssh-keys':
        return removeKey(decodeURIComponent(id))
      case 'GET file-systems':
        return data(filesystems.all().map(filesystemView))
      case 'POST filesystems':
        return addFilesystem(body)
      case 'DELETE filesystems': {
        const removed = filesystems.remove(decodeURIComponent(id))
        if (removed === null) return missing()
        return removed ? data({ deleted_ids: [id] }) : refuse(400, 'filesystems/filesystem-in-use', 'In use')
      }
      case 'POST instance-operations':
        return id === 'launch' ? launch(body) : terminate(body)
      default:
        return refuse(404, 'global/not-found', 'Not found')
    }
  }

  function filesystemView({ id, name, region, size }: SimVolume) {
    return {
      id,
      name,
      mount_point: `/lambda/nfs/${name}`,
      is_in_use: false,
      region: { name: region },
      bytes_used: size,
    }
  }

  function addFilesystem(body: unknown): SimAnswer {
    const wanted = NewFilesystem.safeParse(body)
    if (!wanted.success) return refuse(400, 'global/invalid-parameters', wanted.error.message)
    if (filesystems.all().some(({ name }) => name === wanted.data.name))
      return refuse(400, 'global/duplicate', 'Name is taken')
    return data(filesystemView(filesystems.make({ ...wanted.data, size: 0 })))
  }

  function addKey(body: unknown): SimAnswer {
    const key = NewKey.safeParse(body)
    if (!key.success) return refuse(400, 'global/invalid-parameters', key.error.message)
    if (keys.some(({ name }) => name === key.data.name)) return refuse(400, 'global/duplicate', 'Name is taken')
    const added = { id: randomBytes(8).toString('hex'), ...key.data }
    keys.push(added)
    return data(added)
  }

  function removeKey(id: string): SimAnswer {
    const at = keys.findIndex(key => key.id === id)
    if (at < 0) return missing()
    keys.splice(at, 1)
    return data({})
  }

  function launch(body: unknown): SimAnswer {
    if (!mayCall('launch', 12_000)) return refuse(429, 'global/too-many-requests', 'Too many requests')
    const wanted = Launch.safeParse(body)
    if (!wanted.success) return refuse(400, 'global/invalid-parameters', wanted.error.message)
    const { name = '', tags = [], user_data: userData = '', ssh_key_names: named } = wanted.data
    const key = keys.find(other => other.name === named[0])
    if (!key) return refuse(400, 'global/object-does-not-exist', 'There is no such SSH key')
    if (!hasStock || wanted.data.region_name !== REGION || wanted.data.instance_type_name !== TYPE.name)
      return refuse(
        400,
        'instance-operations/launch/insufficient-capacity',
        'Not enough capacity to fulfill launch request.',
        'Choose an instance type with more availability, or try again later.',
      )
    const [mount] = wanted.data.file_system_mounts ?? []
    const volume = mount?.file_system_id
    if (volume !== undefined && filesystems.find(volume)?.region !== REGION)
      return refuse(
        400,
        'instance-operations/launch/file-system-in-wrong-region',
        'The file system is in another region than the instance would be.',
      )
    const boot = bootFromCloudInit(userData)
    const machine = machines.rent({
      name,
      details: Object.fromEntries(tags.map(tag => [tag.key, tag.value])),
      volume,
      boot: boot && { ...boot, clientPublicKeys: [...boot.clientPublicKeys, key.public_key] },
    })
    if (volume !== undefined) filesystems.mount(volume, machine)
    return data({ instance_ids: [machine.id] })
  }

  function terminate(body: unknown): SimAnswer {
    const wanted = Terminate.safeParse(body)
    if (!wanted.success) return refuse(400, 'global/invalid-parameters', wanted.error.message)
    const found = wanted.data.instance_ids.map(id => machines.find(id))
    if (found.some(machine => machine === null)) return missing()
    if (found.some(machine => machine?.endedAt !== null)) return refuse(400, 'global/unknown', 'Unknown error')
    for (const machine of found) if (machine) machines.end(machine.id)
    return data({ terminated_instances: found.flatMap(machine => (machine ? [view(machine)] : [])) })
  }

  const server = await startSimServer(answer, {
    401: errorBody('global/invalid-api-key', 'API key was invalid, expired, or deleted.'),
    429: errorBody('global/too-many-requests', 'Too many requests'),
    500: errorBody('global/internal-error', 'An internal error occurred.'),
  })
  return {
    cloud: 'lambda',
    server,
    machines,
    env: { BURST_LAMBDA_URL: `${server.origin}/api/v1`, LAMBDA_API_KEY: KEY },
    wrong: { LAMBDA_API_KEY: 'another-key-4711' },
    offerId: `${TYPE.name}@${REGION}`,
    setStock: is => {
      hasStock = is
    },
    addForeign: name => machines.rent({ name, details: {}, boot: null }).id,
    beside: () => keys.map(({ name }) => name),
  }
}

const data = (value: unknown): SimAnswer => ({ status: 200, body: { data: value } })
const errorBody = (code: string, message: string, suggestion?: string) => ({
  error: { code, message, ...(suggestion ? { suggestion } : {}) },
})
const refuse = (status: number, code: string, message: string, suggestion?: string): SimAnswer => ({
  status,
  body: errorBody(code, message, suggestion),
})
const missing = () => refuse(404, 'global/object-does-not-exist', 'Specified instance does not exist.')
