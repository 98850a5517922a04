import type { Fault } from './profile.ts'

/** What is to go wrong next; taking a fault uses one of its count up. */
export interface Faults {
  arm(fault: Fault): void
  isCrashDue(): boolean
  isOutOfMemory(batch: number): boolean
  takeDiskFull(): boolean
  takeDamage(): 'cut' | 'flip' | 'missing' | null
  takeSlowness(): number
}

export function createFaults(oomAboveBatch: number | null): Faults {
  let isCrashArmed = false
  let batchLimit = oomAboveBatch
  let slowness = 1
  let damages = 0
  const left = { 'disk-full': 0, 'corrupt-picture': 0, 'missing-picture': 0, slow: 0 }
  const take = (name: keyof typeof left) => {
    if (left[name] === 0) return false
    left[name] -= 1
    return true
  }
  return {
    arm: fault => {
      if (fault.fault === 'crash') isCrashArmed = true
      else if (fault.fault === 'out-of-memory') batchLimit = fault.aboveBatch
      else left[fault.fault] = fault.count
      if (fault.fault === 'slow') slowness = fault.factor
    },
    isCrashDue: () => isCrashArmed,
    isOutOfMemory: batch => batchLimit !== null && batch > batchLimit,
    takeDiskFull: () => take('disk-full'),
    takeDamage: () => {
      if (take('missing-picture')) return 'missing'
      if (!take('corrupt-picture')) return null
      damages += 1
      return damages % 2 === 1 ? 'cut' : 'flip'
    },
    takeSlowness: () => (take('slow') ? slowness : 1),
  }
}
