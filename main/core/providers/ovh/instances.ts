import type { InstanceState, ProviderInstance } from '../provider.ts'
import type { Money } from '../../../../common/money.ts'
import { offerIdOf } from './offers.ts'
import type { OvhInstance } from './shapes.ts'

/** Statuses of OVHcloud's `InstanceStatusEnum`; what is not here is one that we do not know. */
const STATES: Readonly<Record<string, InstanceState>> = {
  BUILD: 'provisioning',
  BUILDING: 'provisioning',
  ACTIVE: 'running',
  REBOOT: 'running',
  HARD_REBOOT: 'running',
  PASSWORD: 'running',
  SNAPSHOTTING: 'running',
  MIGRATING: 'running',
  RESUMING: 'provisioning',
  UNSHELVING: 'provisioning',
  PAUSED: 'stopped',
  SUSPENDED: 'stopped',
  STOPPED: 'stopped',
  SHUTOFF: 'stopped',
  RESCUE: 'stopped',
  RESCUED: 'stopped',
  RESCUING: 'stopped',
  SHELVING: 'stopped',
  SHELVED: 'stopped',
  SHELVED_OFFLOADED: 'stopped',
  ERROR: 'failed',
  DELETING: 'terminating',
  SOFT_DELETED: 'gone',
  DELETED: 'gone',
}

/** A machine that is built costs nothing; one that is stopped costs all; one on the shelf its snapshot. */
function billingOf(status: string): ProviderInstance['billing'] {
  if (status === 'BUILD' || status === 'BUILDING' || status === 'DELETED' || status === 'SOFT_DELETED') return 'none'
  if (status === 'ERROR' || status === 'UNKNOWN' || status === 'SHELVED_OFFLOADED' || !(status in STATES))
    return 'unknown'
  return 'full'
}

/** `user` may log in: the one that our cloud-init makes. */
export function instanceView(
  instance: OvhInstance,
  { flavorName, pricePerHour, user }: { flavorName: string; pricePerHour: Money | null; user: string },
): ProviderInstance {
  const { status, ipAddresses } = instance
  const createdAt = Date.parse(instance.created)
  const address = ipAddresses?.find(({ type, version }) => (type ?? 'public') === 'public' && (version ?? 4) === 4)
  const billing = billingOf(status)
  return {
    id: instance.id,
    name: instance.name,
    state: STATES[status] ?? 'unknown',
    billing,
    offerId: offerIdOf(flavorName, instance.region),
    pricePerHour,
    createdAt,
    // It tells no instant of becoming ACTIVE: at most since the create.
    billedFrom: billing === 'full' ? createdAt : null,
    endBy: null,
    ssh: address && STATES[status] === 'running' ? { host: address.ip, port: 22, user } : null,
  }
}
