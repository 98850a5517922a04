import { z } from 'zod'
import { isMissing, troubled, type HttpClient } from '../http/http-client.ts'
import type { Asked, ImageShelf, KeptImage, Trouble } from '../provider.ts'
import { OvhSnapshot } from './shapes.ts'

type WithProject = <T>(
  work: (client: HttpClient, path: string) => Promise<T>,
) => Promise<T | { kind: 'trouble'; trouble: Trouble }>

/**
 * Snapshots of instances: an image each, in the region of the instance. Passthrough disks are not in them, so models lie on
 * the system disk. OVHcloud's answers name no price; it is in its catalogue by the GB and month.
 */
export function ovhImages(withProject: WithProject): ImageShelf {
  return {
    // Asked once: a second request would be a second snapshot, which bills.
    keep: async (instanceId, snapshotName, signal) =>
      await withProject<Asked<null>>(async (client, path) => {
        const answer = await client.once(
          {
            method: 'POST',
            path: `${path}/instance/${encodeURIComponent(instanceId)}/snapshot`,
            schema: z.unknown(),
            body: { snapshotName },
          },
          signal,
        )
        return answer.kind === 'answer' ? { kind: 'answer', value: null } : troubled(answer)
      }),
    list: async signal =>
      await withProject<Asked<readonly KeptImage[]>>(async (client, path) => {
        const answer = await client.ask(
          { method: 'GET', path: `${path}/snapshot`, schema: z.array(OvhSnapshot) },
          signal,
        )
        return answer.kind === 'answer' ? { kind: 'answer', value: answer.value.map(imageView) } : troubled(answer)
      }),
    remove: async (imageId, signal) =>
      await withProject<Asked<null>>(async (client, path) => {
        const question = { method: 'DELETE' as const, path: `${path}/snapshot/${encodeURIComponent(imageId)}` }
        const answer = await client.ask({ ...question, schema: z.unknown() }, signal)
        return answer.kind === 'answer' || isMissing(answer) ? { kind: 'answer', value: null } : troubled(answer)
      }),
  }
}

/** `active` is usable; anything that is not an end is on its way there. */
function imageView({ id, name, region, size, status }: z.infer<typeof OvhSnapshot>): KeptImage {
  const isOver = ['error', 'killed', 'deleted', 'pending_delete', 'deactivated'].includes(status ?? '')
  return {
    id,
    name,
    region: region ?? '',
    state: status === 'active' ? 'ready' : isOver ? 'failed' : 'saving',
    bytes: size === null || size === undefined ? null : size * 1e9,
    pricePerMonth: null,
  }
}
