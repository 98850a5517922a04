import type { z } from 'zod'
import {
  CreateRequest,
  CreateVolumeRequest,
  EndByRequest,
  FaultRequest,
  KeepImageRequest,
  PATHS,
  SENT_AT_HEADER,
  SpeedRequest,
} from '../api.ts'
import { realNow } from '../clock-file.ts'
import { createExpiryRealMs } from '../timing.ts'
import type { Cloud } from './cloud.ts'
import { Refusal } from './refusal.ts'

export type ApiCall = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Undefined where none was sent. */
  readonly body: unknown
}

/** What the daemon offers beside its cloud. */
export type Desk = { readonly cloud: Cloud; readonly shutdown: () => void }

/** Does what a call asks for and gives the answer's body; throws a refusal. */
export async function answerCall(desk: Desk, call: ApiCall): Promise<unknown> {
  const { cloud } = desk
  cloud.settle()
  const instance = /^\/v1\/instances\/([^/]+)(\/charge|\/end-by)?$/.exec(call.path)
  if (instance) return aboutInstance(cloud, call, decodeURIComponent(instance[1] ?? ''), instance[2] ?? '')
  const image = /^\/v1\/images\/([^/]+)$/.exec(call.path)
  if (image && call.method === 'DELETE') {
    cloud.removeImage(decodeURIComponent(image[1] ?? ''))
    return {}
  }
  const volume = /^\/v1\/volumes\/([^/]+)$/.exec(call.path)
  if (volume && call.method === 'DELETE') {
    cloud.removeVolume(decodeURIComponent(volume[1] ?? ''))
    return {}
  }
  switch (`${call.method} ${call.path}`) {
    case `GET ${PATHS.account}`:
      return { rights: ['offers', 'create', 'get', 'list', 'terminate', 'charge', 'end-by', 'images', 'volumes'] }
    case `GET ${PATHS.offers}`:
      return cloud.offers()
    case `GET ${PATHS.instances}`:
      return cloud.list()
    case `POST ${PATHS.instances}`:
      return create(cloud, call)
    case `GET ${PATHS.images}`:
      return { images: cloud.images() }
    case `POST ${PATHS.images}`:
      cloud.keepImage(parsed(KeepImageRequest, call.body))
      return {}
    case `GET ${PATHS.volumes}`:
      return { volumes: cloud.volumes() }
    case `POST ${PATHS.volumes}`:
      return cloud.createVolume(parsed(CreateVolumeRequest, call.body))
    default:
      return await practise(desk, call)
  }
}

function aboutInstance(cloud: Cloud, call: ApiCall, id: string, part: string): unknown {
  switch (`${call.method} ${part}`) {
    case 'GET ':
      return cloud.get(id)
    case 'DELETE ':
      cloud.terminate(id)
      return {}
    case 'GET /charge':
      return cloud.charge(id)
    case 'PUT /end-by':
      cloud.setEndBy(id, parsed(EndByRequest, call.body).endByMs)
      return {}
    default:
      throw unknownCall(call)
  }
}

function create(cloud: Cloud, call: ApiCall): unknown {
  const request = parsed(CreateRequest, call.body)
  const sentAt = Number(call.headers[SENT_AT_HEADER])
  if (!Number.isFinite(sentAt)) throw new Refusal(400, 'invalid', `${SENT_AT_HEADER} is missing`)
  if (realNow() - sentAt > createExpiryRealMs(cloud.speed()))
    throw new Refusal(429, 'expired', 'the request was under way for too long and is not carried out')
  return cloud.create(request)
}

async function practise({ cloud, shutdown }: Desk, call: ApiCall): Promise<unknown> {
  switch (`${call.method} ${call.path}`) {
    case `GET ${PATHS.status}`:
      return cloud.status()
    case `POST ${PATHS.fault}`:
      cloud.fault(parsed(FaultRequest, call.body))
      return cloud.status()
    case `POST ${PATHS.speed}`:
      cloud.setSpeed(parsed(SpeedRequest, call.body).speed)
      return cloud.status()
    case `POST ${PATHS.configuredSpeed}`:
      cloud.configureSpeed(parsed(SpeedRequest, call.body).speed)
      return cloud.status()
    case `POST ${PATHS.reset}`:
      await cloud.reset()
      return cloud.status()
    case `POST ${PATHS.shutdown}`:
      shutdown()
      return {}
    default:
      throw unknownCall(call)
  }
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Refusal(400, 'invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be understood'}`)
}

function unknownCall({ method, path }: ApiCall): Refusal {
  return new Refusal(404, 'unknown-call', `there is no ${method} ${path}`)
}
