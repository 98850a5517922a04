import { z } from 'zod'
import { createSimMachines, type SimMachine, type SimMachinesOptions } from './machines.ts'
import { startSimServer, type SimAnswer, type SimRequest } from './server.ts'
import { bootFromEnv, createPaceGuard, type CloudSimulator } from './simulator.ts'

const KEY = 'vast-key-77c0ffee'
const ASK = 6_010_177
const PRICE = 1.79
const PAGE = 25

const Rent = z.strictObject({
  client_id: z.string().optional(),
  image: z.string(),
  disk: z.number().min(8).optional(),
  label: z.string().max(256).optional(),
  runtype: z.enum(['ssh', 'jupyter', 'args', 'ssh_proxy', 'ssh_direct', 'jupyter_proxy', 'jupyter_direct']).optional(),
  env: z.string().optional(),
  onstart: z.string().max(4096).optional(),
  target_state: z.enum(['running', 'stopped']).optional(),
  cancel_unavail: z.boolean().optional(),
  price: z.number().min(0.001).max(128).optional(),
})

/** Vast.ai's API as its specification and the tools of others have it. */
export async function startVast(options: SimMachinesOptions): Promise<CloudSimulator> {
  const machines = createSimMachines(options)
  const mayCall = createPaceGuard(() => options.clock.now(), 20 * options.clock.speed)
  const rented = new Set<number>()
  let asks = ASK
  let hasStock = true

  function view(machine: SimMachine) {
    const isRunning = machines.isActive(machine)
    return {
      id: Number(machine.id),
      label: machine.name,
      actual_status: isRunning ? 'running' : clockIsEarly(machine) ? null : 'loading',
      intended_status: 'running',
      cur_state: 'running',
      next_state: 'running',
      status_msg: null,
      public_ipaddr: isRunning ? '127.0.0.1' : null,
      ports: isRunning ? { '22/tcp': [{ HostIp: '0.0.0.0', HostPort: String(machines.sshPort(machine)) }] } : null,
      ssh_host: 'ssh4.vast.ai',
      ssh_port: 30_177,
      dph_total: PRICE,
      start_date: machine.createdAt / 1000,
      gpu_name: 'H100 PCIE',
    }
  }

  const clockIsEarly = ({ createdAt }: SimMachine) => options.clock.now() < createdAt + machines.times.boot / 4

  function answer({ method, path, query, headers, body }: SimRequest): SimAnswer {
    if (headers['authorization'] !== `Bearer ${KEY}`) return refuse(401, 'auth_error', 'Invalid user key')
    const [, , version = '', room = '', id = ''] = path.split('/')
    if (!mayCall(...paceOf(method, room, id)))
      return {
        status: 429,
        body: 'API requests too frequent: endpoint threshold=2.0',
        headers: { 'content-type': 'text/plain' },
      }
    switch (`${method} ${room}`) {
      case 'POST bundles':
        return ok({ offers: hasStock ? [offer()] : [] })
      case 'GET users':
        return ok({ id: 1, credit: 12.5, balance: 0 })
      case 'GET charges':
        return charges(query)
      case 'PUT asks':
        return rent(Number(id), body)
      case 'GET instances': {
        if (id === '') return version === 'v1' ? list(query) : refuse(410, 'deprecated', 'use v1')
        const machine = machines.find(id)
        return ok({ instances: machine ? view(machine) : null })
      }
      case 'DELETE instances':
        if (!machines.find(id)) return refuse(404, 'no_such_instance', `Instance ${id} not found`)
        machines.end(id)
        return ok({ success: true, msg: '' })
      default:
        return refuse(404, 'not_found', 'no such endpoint')
    }
  }

  /** Two pages where there is more than one, so that both are read. */
  function charges(query: URLSearchParams): SimAnswer {
    const filters = z
      .object({ day: z.object({ gte: z.int(), lte: z.int() }) })
      .safeParse(JSON.parse(query.get('select_filters') ?? '{}'))
    if (!filters.success) return refuse(400, 'invalid_args', 'day is required')
    const all = machines.all().map(machine => ({
      type: 'instance',
      source: `instance-${machine.id}`,
      amount: Math.round(machines.hours(machine) * PRICE * 1000) / 1000,
    }))
    const from = Number(query.get('after_token') ?? 0)
    const next = from === 0 && all.length > 1 ? 1 : null
    return ok({ success: true, results: all.slice(from, next ?? undefined), next_token: next && String(next) })
  }

  function list(query: URLSearchParams): SimAnswer {
    const shown = machines.shown()
    const from = Number(query.get('after_token') ?? 0)
    const page = shown.slice(from, from + Math.min(PAGE, Number(query.get('limit') ?? PAGE)))
    const next = from + page.length
    return ok({
      success: true,
      instances: page.map(view),
      total_instances: shown.length,
      next_token: next < shown.length ? String(next) : null,
    })
  }

  function offer() {
    return {
      id: asks,
      machine_id: 4711 + asks,
      gpu_name: 'H100 PCIE',
      num_gpus: 1,
      gpu_ram: 81_559,
      disk_space: 500,
      dph_total: PRICE,
      min_bid: 0.9,
      storage_cost: 0.15,
      inet_up_cost: 0.002,
      inet_down_cost: 0.02,
      geolocation: 'Iceland, IS',
      rentable: true,
      hosting_type: 1,
    }
  }

  function rent(ask: number, body: unknown): SimAnswer {
    const wanted = Rent.safeParse(body)
    if (!wanted.success) return refuse(400, 'invalid_args', wanted.error.message)
    if (!hasStock) return refuse(410, 'no_such_ask', `Instance type ${ask} is no longer available`)
    if (rented.has(ask)) return refuse(404, 'no_such_ask', `Instance type ${ask} is not available`)
    rented.add(ask)
    asks += 1
    const { label = '', env = '', runtype, onstart } = wanted.data
    // The start script runs only where there is an SSH server of Vast's own.
    const isStarted = runtype === 'ssh_direct' && onstart !== undefined
    const machine = machines.rent(
      { name: label, details: {}, boot: isStarted ? bootFromEnv(variablesIn(env)) : null },
      'number',
    )
    return ok({ success: true, new_contract: Number(machine.id), instance_api_key: 'container-key' })
  }

  const server = await startSimServer(answer, {
    401: { success: false, error: 'auth_error', msg: 'Invalid user key' },
    429: 'API requests too frequent: endpoint threshold=4.5',
    500: { success: false, error: 'internal_error', msg: 'Something went wrong' },
  })
  return {
    cloud: 'vast',
    server,
    machines,
    env: { BURST_VAST_URL: `${server.origin}/api/v0`, VAST_API_KEY: KEY },
    wrong: { VAST_API_KEY: 'another-vast-key' },
    // The number changes with every one that is rented.
    get offerId() {
      return `ask-${asks}`
    },
    setStock: is => {
      hasStock = is
    },
    addForeign: name => machines.rent({ name, details: {}, boot: null }, 'number').id,
    beside: () => [],
  }
}

function paceOf(method: string, room: string, id: string): [string, number] {
  if (room === 'asks') return ['create', 4500]
  if (method === 'DELETE') return ['destroy', 3000]
  if (room === 'instances') return id === '' ? ['list', 1000] : ['one', 2000]
  return [room, 1000]
}

/** `-e NAME=VALUE -e …`, as Docker's flags are read. */
function variablesIn(flags: string): Record<string, string> {
  const found = [...flags.matchAll(/-e (\w+)=(?:'([^']*)'|(\S*))/g)]
  return Object.fromEntries(found.map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']))
}

const ok = (body: unknown): SimAnswer => ({ status: 200, body })
const refuse = (status: number, error: string, msg: string): SimAnswer => ({
  status,
  body: { success: false, error, msg },
})
