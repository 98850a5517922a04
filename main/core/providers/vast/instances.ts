import type { InstanceState, ProviderInstance } from '../provider.ts'
import { dollars } from './offers.ts'
import type { VastInstance } from './shapes.ts'

/** `actual_status`; null means that it is only being made. */
const STATES: Readonly<Record<string, InstanceState>> = {
  created: 'provisioning',
  loading: 'provisioning',
  rebooting: 'provisioning',
  running: 'running',
  stopped: 'stopped',
  frozen: 'stopped',
  exited: 'failed',
  offline: 'failed',
  unknown: 'unknown',
}

export function instanceView(instance: VastInstance, now: number): ProviderInstance {
  const { id, label, dph_total: price, start_date: start } = instance
  const state = stateOf(instance)
  const createdAt = start ? start * 1000 : now
  return {
    id: String(id),
    name: label ?? '',
    state,
    // The disk is billed as long as it exists.
    billing: state === 'running' ? 'full' : 'unknown',
    offerId: '',
    pricePerHour: price === null || price === undefined ? null : dollars(price),
    createdAt,
    billedFrom: start ? createdAt : null,
    endBy: null,
    ssh: state === 'running' ? addressOf(instance) : null,
  }
}

/** Outbid: everything says stopped, and it was not us. */
function stateOf({
  actual_status: actual,
  intended_status: intended,
  cur_state: current,
  next_state: next,
}: VastInstance): InstanceState {
  if (intended === 'stopped' && current === 'stopped' && next === 'stopped') return 'preempted'
  return actual === null || actual === undefined ? 'provisioning' : (STATES[actual] ?? 'unknown')
}

/** Straight to the host: the proxy forwards no files. */
function addressOf({ public_ipaddr: host, ports }: VastInstance): ProviderInstance['ssh'] {
  const port = Number(ports?.['22/tcp']?.[0]?.HostPort ?? Number.NaN)
  return host && Number.isInteger(port) ? { host: host.trim(), port, user: 'root' } : null
}
