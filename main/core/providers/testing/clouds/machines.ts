import { randomBytes } from 'node:crypto'
import type { FastClock } from './fast-clock.ts'

/** What a machine was given to boot with, as its provider hands it over. */
export type BootData = { readonly hostPrivateKey: string; readonly clientPublicKeys: readonly string[] }

export type SimMachine = {
  readonly id: string
  name: string
  /** What its API shows of it beside the rest. */
  readonly details: Readonly<Record<string, string | number>>
  readonly createdAt: number
  readonly boot: BootData | null
  /** The volume that its create names, or that its boot data wait for. */
  readonly volume: string | null
  /** Its address on this computer's own loopback network. */
  readonly ip: string
  endedAt: number | null
}

/** Times of a cloud, ms on its clock. */
export type SimTimes = {
  /** From the create to the first sight of it. */
  invisible: number
  boot: number
  /** From the order to end to its disappearance. */
  lingering: number
}

export interface SimMachines {
  readonly times: SimTimes
  rent(
    machine: Pick<SimMachine, 'name' | 'details' | 'boot'> & { readonly volume?: string | undefined },
    form?: 'hex' | 'number' | 'uuid',
  ): SimMachine
  /** Everything the account would be shown now. */
  shown(): SimMachine[]
  find(id: string): SimMachine | null
  end(id: string): void
  isActive(machine: SimMachine): boolean
  /** What bills: rented and not ended. */
  running(): SimMachine[]
  /** Everything that was ever rented. */
  all(): readonly SimMachine[]
  /** How many of those that boot ran at the same time, at most. */
  most(): number
  /** Hours that a machine is charged for: from its start to the order to end. */
  hours(machine: SimMachine): number
  /** Where its SSH really answers, for a machine that exists. */
  sshPort(machine: SimMachine): number
}

export type SimMachinesOptions = {
  readonly clock: FastClock
  readonly times?: Partial<SimTimes>
  /** Powers a machine on; absent: it exists in name only. */
  readonly powerOn?: (machine: SimMachine, activeAt: number) => { port(): number | null; end(): void }
}

const TIMES: SimTimes = { invisible: 2000, boot: 30_000, lingering: 4000 }

export function createSimMachines({ clock, times = {}, powerOn }: SimMachinesOptions): SimMachines {
  const machines: SimMachine[] = []
  const powered = new Map<string, { port(): number | null; end(): void }>()
  const all = { ...TIMES, ...times }
  let most = 0
  const activeAt = ({ createdAt }: SimMachine) => createdAt + all.boot
  const isShown = ({ createdAt, endedAt }: SimMachine) =>
    clock.now() >= createdAt + all.invisible && (endedAt === null || clock.now() < endedAt + all.lingering)
  return {
    times: all,
    rent({ name, details, boot, volume }, form = 'hex') {
      const at = machines.length + 1
      const machine: SimMachine = {
        id: idOf(form),
        name,
        details,
        createdAt: clock.now(),
        boot,
        volume: volume ?? null,
        ip: `127.9.${Math.floor(at / 250)}.${(at % 250) + 1}`,
        endedAt: null,
      }
      machines.push(machine)
      most = Math.max(most, machines.filter(one => one.boot !== null && one.endedAt === null).length)
      if (powerOn && boot) powered.set(machine.id, powerOn(machine, activeAt(machine)))
      return machine
    },
    shown: () => machines.filter(isShown),
    find: id => machines.find(machine => machine.id === id && isShown(machine)) ?? null,
    end(id) {
      const machine = machines.find(other => other.id === id)
      if (!machine || machine.endedAt !== null) return
      machine.endedAt = clock.now()
      powered.get(id)?.end()
    },
    isActive: machine => {
      const isUp = powered.get(machine.id)?.port() !== null
      return machine.endedAt === null && clock.now() >= activeAt(machine) && isUp
    },
    running: () => machines.filter(({ endedAt }) => endedAt === null),
    all: () => machines,
    most: () => most,
    hours: ({ createdAt, endedAt }) => Math.max(0, (endedAt ?? clock.now()) - createdAt - all.boot) / 3_600_000,
    sshPort: machine => powered.get(machine.id)?.port() ?? 22,
  }
}

export function idOf(form: 'hex' | 'number' | 'uuid'): string {
  const hex = randomBytes(16).toString('hex')
  if (form === 'number') return String(Number.parseInt(hex.slice(0, 7), 16) + 1)
  return form === 'hex'
    ? hex
    : `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
