import { z } from 'zod'
import { VM_USER, type EndsBy } from '../bootstrap/description.ts'
import { cloudInit } from '../bootstrap/cloud-init.ts'
import { createResult } from '../http/created.ts'
import { troubled, type HttpAnswer, type HttpClient } from '../http/http-client.ts'
import type { Asked, CreateResult, CreateSpec } from '../provider.ts'
import { readOfferId } from './offers.ts'
import { OvhFlavor, OvhImage, OvhInstance } from './shapes.ts'
import { volumeOf } from './volumes.ts'

/** The image that the set-up is written for, plain before variants; then the one before it. */
const IMAGES = [/^Ubuntu 24\.04$/, /^Ubuntu 24\.04\b/, /^Ubuntu 22\.04$/, /^Ubuntu 22\.04\b/]

type Place = { readonly flavorId: string; readonly imageId: string; readonly region: string }

/**
 * The classic create, whose answer has the instance's id. The ids of flavor and image are looked up in the region first:
 * they differ from one to the next.
 */
export async function createInstance(
  client: HttpClient,
  project: string,
  spec: CreateSpec,
  giveEnd: () => Promise<Asked<EndsBy>>,
  signal: AbortSignal,
): Promise<CreateResult> {
  const place = await placeOf(client, project, spec, signal)
  if ('kind' in place) return place
  const endsBy = await giveEnd()
  if (endsBy.kind === 'trouble')
    return rejected(
      endsBy.trouble.reason === 'auth' ? 'auth' : 'rate-limited',
      `the machine could not be given what it ends itself with: ${endsBy.trouble.message}`,
    )
  const answer = await client.once(
    {
      method: 'POST',
      path: `/cloud/project/${encodeURIComponent(project)}/instance`,
      schema: OvhInstance,
      mayLeave: spec.mayLeave,
      body: {
        name: spec.name,
        region: place.region,
        flavorId: place.flavorId,
        imageId: place.imageId,
        userData: cloudInit(spec, { user: VM_USER, endsBy: endsBy.value, volume: volumeOf(spec) }),
        // A started month is owed whatever becomes of the machine.
        monthlyBilling: false,
      },
    },
    signal,
  )
  return createResult(answer, { idOf: ({ id }) => id, reason: reasonOf })
}

async function placeOf(
  client: HttpClient,
  project: string,
  { offerId, image: prepared }: CreateSpec,
  signal: AbortSignal,
): Promise<Place | CreateResult> {
  const wanted = readOfferId(offerId)
  if (!wanted) return rejected('invalid', `${offerId} is no offer of OVHcloud`)
  const { region } = wanted
  const path = `/cloud/project/${encodeURIComponent(project)}`
  const flavors = await client.ask(
    { method: 'GET', path: `${path}/flavor`, query: { region }, schema: z.array(OvhFlavor) },
    signal,
  )
  if (flavors.kind !== 'answer') return notAsked(flavors)
  const flavor = flavors.value.find(({ name, region: of }) => name === wanted.flavor && of === region)
  if (!flavor?.available) return rejected('no-stock', `OVHcloud has no ${wanted.flavor} in ${region} now`)
  if (flavor.quota === 0)
    return rejected(
      'quota',
      `the quota of the project allows no ${wanted.flavor} in ${region}; raise it in the control panel under Quota and regions`,
    )
  if (prepared !== null) return { flavorId: flavor.id, imageId: prepared, region }
  const images = await client.ask(
    { method: 'GET', path: `${path}/image`, query: { region, osType: 'linux' }, schema: z.array(OvhImage) },
    signal,
  )
  if (images.kind !== 'answer') return notAsked(images)
  const [image] = IMAGES.flatMap(known => images.value.filter(({ name }) => known.test(name)))
  if (!image) return rejected('invalid', `OVHcloud has no image of Ubuntu 24.04 or 22.04 in ${region}`)
  return { flavorId: flavor.id, imageId: image.id, region }
}

/** No machine code tells a quota: OVHcloud says it in words. */
function reasonOf({ status, code, message }: { status: number; code: string; message: string }) {
  if (/quota/i.test(code) || /quota/i.test(message)) return 'quota'
  if (status === 403) return 'auth'
  return /stock|no valid host|not available/i.test(message) ? 'no-stock' : 'invalid'
}

/** Nothing was asked to be made. */
function notAsked(answer: Exclude<HttpAnswer<unknown>, { kind: 'answer' }>): CreateResult {
  const { trouble } = troubled(answer)
  return rejected(trouble.reason === 'auth' ? 'auth' : 'rate-limited', trouble.message)
}

function rejected(reason: Extract<CreateResult, { kind: 'rejected' }>['reason'], message: string): CreateResult {
  return { kind: 'rejected', reason, message }
}
