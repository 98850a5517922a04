import { z } from 'zod'
import { costOfSeconds, zero, type Money } from '../../../../../common/money.ts'
import type { Charge } from '../../provider.ts'
import { INSTANCE_USER } from '../instance/protocol.ts'
import type { ApiInstance } from '../api.ts'

/** Why a machine ended. */
export const EndReason = z.enum(['terminated', 'end-by', 'preempted', 'failed'])
export type EndReason = z.infer<typeof EndReason>

/**
 * A machine as the database keeps it: instants on the cloud's clock, from which everything else follows.
 *
 * What it is at some instant is computed and not stored, so that no timer can be late for it.
 */
export type Row = {
  readonly id: string
  readonly name: string
  readonly offerId: string
  readonly pricePerHour: Money
  readonly createdAt: number
  /** When it becomes ACTIVE and the meter starts; null: never. */
  readonly activeAt: number | null
  readonly endBy: number
  readonly endedAt: number | null
  readonly endReason: EndReason | null
  /** From then on nobody sees it. */
  readonly goneAt: number | null
  readonly sshPort: number | null
}

export const BILLING = { stepSeconds: 1, minimumSeconds: 60 }

/** What the account shows of it at instant `at`; null where it shows nothing. */
export function viewAt(row: Row, at: number): ApiInstance | null {
  if (at < row.createdAt || (row.goneAt !== null && at >= row.goneAt)) return null
  const state = stateAt(row, at)
  const isActive = state === 'running'
  return {
    id: row.id,
    name: row.name,
    state,
    billing: isActive ? 'full' : 'none',
    offerId: row.offerId,
    pricePerHour: row.pricePerHour,
    createdAt: row.createdAt,
    billedFrom: row.activeAt !== null && at >= row.activeAt ? row.activeAt : null,
    endBy: row.endBy,
    ssh: isActive && row.sshPort !== null ? { host: '127.0.0.1', port: row.sshPort, user: INSTANCE_USER } : null,
  }
}

/** Seconds are charged from ACTIVE to the end, at least a minute; a machine that never was ACTIVE costs nothing. */
export function chargeAt(row: Row, at: number): Charge {
  const end = Math.min(at, row.endedAt ?? at)
  if (row.activeAt === null || end <= row.activeAt) return { billedSeconds: 0, cost: zero(row.pricePerHour) }
  const { billedSeconds, money } = costOfSeconds(row.pricePerHour, (end - row.activeAt) / 1000, BILLING)
  return { billedSeconds, cost: money }
}

export function isAlive(row: Row): boolean {
  return row.endedAt === null
}

function stateAt(row: Row, at: number): ApiInstance['state'] {
  if (row.endedAt !== null && at >= row.endedAt) {
    if (row.endReason === 'preempted' || row.endReason === 'failed') return row.endReason
    return 'terminating'
  }
  return row.activeAt !== null && at >= row.activeAt ? 'running' : 'provisioning'
}
