import { realNow, readOrStartClock, rebased, simAt, writeClock, type ClockFile } from '../clock-file.ts'
import type { ClockAnchors } from '../instance/protocol.ts'

/** The clock in the hands of the one process that may change it. */
export interface DaemonClock {
  now(): number
  speed(): number
  anchors(): ClockAnchors
  setSpeed(speed: number): void
  /** Takes a speed over from the settings unless they asked for the same one before. True: it was taken. */
  configure(speed: number): boolean
}

export function createDaemonClock(file: string, configuredSpeed: number | null): DaemonClock {
  let clock = readOrStartClock(file, configuredSpeed)
  const change = (next: ClockFile) => {
    writeClock(file, next)
    clock = next
  }
  return {
    now: () => simAt(clock, realNow()),
    speed: () => clock.speed,
    anchors: () => ({ speed: clock.speed, anchorReal: clock.anchorReal, anchorSim: clock.anchorSim }),
    setSpeed: speed => change(rebased(clock, speed, realNow())),
    configure: speed => {
      if (clock.configuredSpeed === speed) return false
      change({ ...rebased(clock, speed, realNow()), configuredSpeed: speed })
      return true
    },
  }
}
