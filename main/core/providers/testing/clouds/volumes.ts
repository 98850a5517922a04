import type { SimMachine, SimMachines } from './machines.ts'

export type SimVolume = {
  readonly id: string
  readonly name: string
  readonly region: string
  /** In the seller's own unit. */
  readonly size: number
  /** The machine that has it. */
  mountedBy: string | null
}

export type SimVolumes = {
  make(volume: Omit<SimVolume, 'id' | 'mountedBy'>): SimVolume
  all(): readonly SimVolume[]
  find(id: string): SimVolume | null
  isFree(volume: SimVolume): boolean
  /** Gives it to a machine; false where another one has it. */
  mount(id: string, machine: SimMachine): boolean
  /** False where a machine has it, null where there is none of that id. */
  remove(id: string): boolean | null
}

/** Disks of an account, which outlive machines and are free again when theirs ends. */
export function createSimVolumes(machines: Pick<SimMachines, 'running'>, newId: () => string): SimVolumes {
  const volumes: SimVolume[] = []
  const find = (id: string) => volumes.find(volume => volume.id === id) ?? null
  const isFree = ({ mountedBy }: SimVolume) => !machines.running().some(({ id }) => id === mountedBy)
  return {
    make(volume) {
      const made = { ...volume, id: newId(), mountedBy: null }
      volumes.push(made)
      return made
    },
    all: () => volumes,
    find,
    isFree,
    mount(id, machine) {
      const volume = find(id)
      if (!volume || (!isFree(volume) && volume.mountedBy !== machine.id)) return false
      volume.mountedBy = machine.id
      return true
    },
    remove(id) {
      const volume = find(id)
      if (!volume) return null
      if (!isFree(volume)) return false
      volumes.splice(volumes.indexOf(volume), 1)
      return true
    },
  }
}
