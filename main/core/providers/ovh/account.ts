import { z } from 'zod'
import type { Given } from '../credentials.ts'
import { troubled, type HttpClient } from '../http/http-client.ts'
import type { Asked, CredentialCheck, Leftover, VolumeShelf } from '../provider.ts'
import { inWords, missingRules, neededRules } from './rights.ts'
import { OvhCredential, OvhProject, OvhSnapshot } from './shapes.ts'

const SHELF = /-shelved$/

/** Whether the credentials reach the project, and have every right that Burst uses. */
export async function verify(
  client: HttpClient,
  path: string,
  name: string,
  given: Given,
  signal: AbortSignal,
): Promise<CredentialCheck> {
  const project = await client.ask({ method: 'GET', path, schema: OvhProject }, signal)
  if (project.kind !== 'answer') return troubled(project)
  if ((project.value.status ?? 'ok') !== 'ok')
    return {
      kind: 'trouble' as const,
      trouble: { reason: 'auth' as const, message: `the project ${name} is ${project.value.status}, not ok` },
    }
  // A service account's rights are in its policies, which it may not read.
  if ((given['client_id'] ?? '') !== '') return { kind: 'ok' as const, rights: ['reads the project'] }
  const credential = await client.ask({ method: 'GET', path: '/auth/currentCredential', schema: OvhCredential }, signal)
  if (credential.kind !== 'answer') return troubled(credential)
  const rules = credential.value.rules ?? []
  const missing = missingRules(rules, neededRules(name)).map(inWords)
  if (missing.length > 0)
    return {
      kind: 'trouble' as const,
      trouble: { reason: 'auth' as const, message: `the consumer key lacks rights: ${missing.join(', ')}` },
    }
  return { kind: 'ok' as const, rights: rules.map(inWords) }
}

/** Snapshots and volumes of the project: what bills without an instance. */
export async function leftoversOf(
  client: HttpClient,
  path: string,
  shelf: VolumeShelf,
  signal: AbortSignal,
): Promise<Asked<readonly Leftover[]>> {
  const snapshots = await client.ask({ method: 'GET', path: `${path}/snapshot`, schema: z.array(OvhSnapshot) }, signal)
  if (snapshots.kind !== 'answer') return troubled(snapshots)
  const volumes = await shelf.list(signal)
  if (volumes.kind !== 'answer') return volumes
  return {
    kind: 'answer',
    value: [
      ...snapshots.value.map(({ id, name, region, size }) => ({
        provider: 'ovh',
        kind: 'snapshot' as const,
        id,
        name: SHELF.test(name) ? `${name} (of a shelved instance)` : name,
        region: region ?? null,
        bytes: size === null || size === undefined ? null : size * 1e9,
        pricePerMonth: null,
      })),
      ...volumes.value.map(volume => ({
        provider: 'ovh',
        kind: 'volume' as const,
        ...volume,
        region: volume.region || null,
      })),
    ],
  }
}
