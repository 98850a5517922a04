import type { FaultRequest } from '../api.ts'
import type { SandboxFault } from '../fault-names.ts'
import type { ArmedFault, CloudStore } from './store.ts'

/** The faults that wait for their occasion. They survive the daemon. */
export interface ArmedFaults {
  arm(name: SandboxFault, request: FaultRequest): void
  list(): ArmedFault[]
  /** Uses one up; null where none is armed. */
  take(name: SandboxFault): FaultRequest | null
  /** Uses all of them up at once. */
  takeAll(name: SandboxFault): FaultRequest | null
  clear(): void
}

export function createArmedFaults(store: CloudStore): ArmedFaults {
  const use = (name: SandboxFault, howMany: (left: number) => number) => {
    const armed = store.faults().find(fault => fault.name === name)
    if (!armed) return null
    const used = howMany(armed.left)
    store.setFault({ ...armed, left: armed.left - used })
    return { ...armed.request, count: used }
  }
  return {
    arm: (name, request) => store.setFault({ name, left: request.count, request }),
    list: () => store.faults(),
    take: name => use(name, () => 1),
    takeAll: name => use(name, left => left),
    clear: () => store.clearFaults(),
  }
}
