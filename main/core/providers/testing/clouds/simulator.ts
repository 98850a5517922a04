import type { CloudId } from '../../credentials.ts'
import type { BootData, SimMachines } from './machines.ts'
import type { SimServer } from './server.ts'
import { parse } from 'yaml'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

/** A cloud that speaks its provider's API, for the real client. */
export type CloudSimulator = {
  readonly cloud: CloudId
  readonly server: SimServer
  readonly machines: SimMachines
  /** Where it is, and the credentials that it takes. */
  readonly env: Readonly<Record<string, string>>
  /** The variable with the credential, and one that it refuses. */
  readonly wrong: Readonly<Record<string, string>>
  /** An offer that is there. */
  readonly offerId: string
  /** Nothing is left of anything. */
  setStock(isThere: boolean): void
  /** Somebody else's machine, or one that was made by hand. */
  addForeign(name: string): string
  /** Keys and the like that creates left beside machines. */
  beside(): readonly string[]
}

/** Asked more often than the provider allows; `slackMs` is what a line may do to two calls. */
export function createPaceGuard(now: () => number, slackMs: number): (family: string, intervalMs: number) => boolean {
  const last = new Map<string, number>()
  return (family, intervalMs) => {
    const since = now() - (last.get(family) ?? -Infinity)
    if (since < intervalMs - slackMs) return false
    last.set(family, now())
    return true
  }
}

const CloudConfig = z.object({
  ssh_keys: z.object({ ed25519_private: z.string().startsWith('-----BEGIN ') }),
  users: z.array(
    z.union([z.string(), z.object({ name: z.string(), ssh_authorized_keys: z.array(z.string()).optional() })]),
  ),
  write_files: z.array(z.object({ path: z.string(), content: z.string() })),
  runcmd: z.array(z.array(z.string())),
})

/** The disk that the set-up of a virtual machine waits for; undefined where it waits for none. */
export function diskFromCloudInit(text: string): string | undefined {
  const config = CloudConfig.safeParse(parse(text))
  const env = config.data?.write_files.find(({ path }) => path === '/opt/burst/boot.env')?.content ?? ''
  return /^BURST_VOLUME_DISK='(.+)'$/m.exec(env)?.[1]
}

/** What a machine takes from cloud-init text, as cloud-init would; null where that is none. */
export function bootFromCloudInit(text: string): BootData | null {
  if (!text.startsWith('#cloud-config\n')) return null
  const config = CloudConfig.safeParse(parse(text))
  if (!config.success || config.data.runcmd.length === 0) return null
  const keys = config.data.users.flatMap(user => (typeof user === 'string' ? [] : (user.ssh_authorized_keys ?? [])))
  return { hostPrivateKey: config.data.ssh_keys.ed25519_private, clientPublicKeys: keys }
}

/** What a container takes from its variables: runs the unpacking as text. Null where that is none. */
export function bootFromEnv(env: Readonly<Record<string, string>>): BootData | null {
  const packed = env['BURST_BOOT']
  if (packed === undefined) return null
  const script = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')
  const [, file = ''] = /printf %s '([^']*)' \| base64 -d >\/opt\/burst\/boot\.env/.exec(script) ?? []
  const variables = Buffer.from(file, 'base64').toString('utf8')
  const valueOf = (name: string) => new RegExp(`^${name}='(.*)'$`, 'm').exec(variables)?.[1] ?? ''
  const hostPrivateKey = Buffer.from(valueOf('BURST_HOST_KEY'), 'base64').toString('utf8')
  return hostPrivateKey.startsWith('-----BEGIN ')
    ? { hostPrivateKey, clientPublicKeys: [valueOf('BURST_CLIENT_KEY')] }
    : null
}
