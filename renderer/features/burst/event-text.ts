import { assertNever } from '../../../common/assert.ts'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import { formatMoney } from '../../../common/money.ts'
import { countIn } from '../../../common/bursts/ranges.ts'

const ENGINES = { sftp: 'SFTP', rsync: 'rsync' } as const

const PLACED = {
  cached: 'was there already',
  sent: 'was sent from this computer',
  fetched: 'was fetched by the instance',
} as const

/** One line of the log; lanes and prompts are numbered as people count, from 1. */
export function eventText(event: BurstEvent): string {
  const lane = 'lane' in event ? `lane ${event.lane + 1}` : ''
  const prompt = 'item' in event ? `prompt ${event.item + 1}` : ''
  switch (event.type) {
    case 'burst.created':
      return `burst of ${event.items} pictures begun, into ${event.out}`
    case 'burst.pause-requested':
      return 'pause asked for'
    case 'burst.resume-requested':
      return 'resume asked for'
    case 'burst.finish-requested':
      return 'finish asked for: no new pictures, what is made is kept'
    case 'burst.finish-planned':
      return event.at === null ? 'everything is to be made after all' : 'nothing more is to be begun from an instant on'
    case 'burst.look-asked':
      return 'the first picture waits to be looked at'
    case 'burst.look-approved':
      return 'the first picture is good: the rest is made'
    case 'burst.cancel-requested':
      return 'cancel asked for'
    case 'burst.killed':
      return 'kill all'
    case 'burst.waiting':
      return event.message === '' ? 'waiting is over' : `waiting: ${event.message}`
    case 'burst.ended':
      return [`ended: ${event.outcome}`, event.message].filter(Boolean).join(': ')
    case 'lane.intended':
      return `${lane}: about to rent ${event.name}`
    case 'lane.created':
      return `${lane}: rented as ${event.instanceId}`
    case 'lane.rejected':
      return `${lane}: refused (${event.reason}): ${event.message}`
    case 'lane.unknown':
      return `${lane}: the answer was lost, it is looked for: ${event.message}`
    case 'lane.absent':
      return `${lane}: proven never to have been rented`
    case 'lane.running':
      return event.billedPerHour === undefined
        ? `${lane}: runs, the meter counts`
        : `${lane}: runs, and bills ${formatMoney(event.billedPerHour)} an hour, which is not what was agreed`
    case 'lane.connected':
      return `${lane}: connected${event.engine === undefined ? '' : `, files travel by ${ENGINES[event.engine]}`}`
    case 'lane.disconnected':
      return `${lane}: connection lost: ${event.message}`
    case 'lane.ready':
      return `${lane}: ComfyUI ${event.comfyui} is ready`
    case 'lane.comfyui-down':
      return `${lane}: ComfyUI does not answer: ${event.message}`
    case 'lane.leased':
      return `${lane}: given ${countIn(event.items)} prompts`
    case 'lane.delivered':
      return `${lane}: has its prompts`
    case 'lane.drained':
      return `${lane}: has made all it was given`
    case 'lane.end-by-moved':
      return `${lane}: ends by itself at ${new Date(event.endBy).toISOString()}`
    case 'lane.closing':
      return [`${lane}: being ended (${event.reason})`, event.message].filter(Boolean).join(': ')
    case 'lane.model-placed':
      return `${lane}: model ${event.sha256.slice(0, 10)} ${PLACED[event.how]}`
    case 'lane.wiped':
      return `${lane}: ${event.files} files of yours deleted on the instance`
    case 'lane.kept-warm':
      return `${lane}: kept for the next burst until ${new Date(event.until).toISOString()}`
    case 'lane.handed':
      return `${lane}: handed to burst ${event.to}`
    case 'lane.taken':
      return `${lane}: ${event.instanceId} taken over from another burst`
    case 'lane.image-wished':
      return `${lane}: its disk is to be kept as an image`
    case 'lane.image-kept':
      return `${lane}: its disk is kept as ${event.imageId}`
    case 'lane.image-failed':
      return `${lane}: its disk was not kept: ${event.message}`
    case 'lane.gone':
      return `${lane}: seen gone${event.billedSeconds === null ? '' : `, ${event.billedSeconds} s billed`}`
    case 'item.made':
      return `${prompt}: made on ${lane}`
    case 'item.retried':
      return `${prompt}: tried again (${event.code}): ${event.message}`
    case 'item.failed':
      return `${prompt}: given up after ${event.attempts} tries (${event.code}): ${event.message}`
    case 'items.revoked':
      return `${lane}: ${countIn(event.items)} prompts taken back`
    case 'item.verified':
      return `${prompt}: at home and verified${event.adopted ? ' (was already there)' : ''}`
    case 'item.released':
      return `${prompt}: its copy on the instance is deleted`
    default:
      return assertNever(event)
  }
}
