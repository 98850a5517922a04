import type { FaultRequest } from '../api.ts'
import type { SandboxFault } from '../fault-names.ts'
import type { InstanceControl } from '../instance/protocol.ts'
import type { ArmedFaults } from './armed-faults.ts'

/** When in a machine's life a fault can strike. */
export type Occasion = 'ssh-ready' | 'comfyui-ready'

/** What befalls a machine. */
export type Blow = { kind: 'control'; control: InstanceControl } | { kind: 'preempt' }

type MachineFault = {
  readonly occasion: Occasion
  /** So long after the occasion, ms on the cloud's clock: work has begun by then. */
  readonly delayMs: number
  /** The machine counts by itself. */
  readonly takesAll?: true
  /** Has the next one of its count strike the same machine again. */
  readonly repeats?: true
  readonly blow: (request: FaultRequest) => Blow
}

const standIn = (fault: Extract<InstanceControl, { do: 'fault' }>['fault']): Blow => ({
  kind: 'control',
  control: { do: 'fault', fault },
})
const counted = (fault: 'disk-full' | 'corrupt-picture' | 'missing-picture') =>
  ({
    occasion: 'comfyui-ready',
    delayMs: 0,
    takesAll: true,
    blow: ({ count }) => standIn({ fault, count }),
  }) satisfies MachineFault

const MACHINE_FAULTS: Partial<Record<SandboxFault, MachineFault>> = {
  'reboot-in-setup': {
    occasion: 'ssh-ready',
    delayMs: 5000,
    blow: () => ({ kind: 'control', control: { do: 'reboot' } }),
  },
  preempt: { occasion: 'comfyui-ready', delayMs: 30_000, blow: () => ({ kind: 'preempt' }) },
  'sshd-drop': {
    occasion: 'comfyui-ready',
    delayMs: 20_000,
    repeats: true,
    blow: () => ({ kind: 'control', control: { do: 'drop-ssh' } }),
  },
  'comfyui-crash': { occasion: 'comfyui-ready', delayMs: 0, blow: () => standIn({ fault: 'crash' }) },
  'out-of-memory': {
    occasion: 'comfyui-ready',
    delayMs: 0,
    blow: ({ aboveBatch }) => standIn({ fault: 'out-of-memory', aboveBatch }),
  },
  'remote-disk-full': counted('disk-full'),
  'corrupt-picture': counted('corrupt-picture'),
  'missing-picture': counted('missing-picture'),
  'slow-pictures': {
    occasion: 'comfyui-ready',
    delayMs: 0,
    takesAll: true,
    blow: ({ factor, count }) => standIn({ fault: 'slow', factor, count }),
  },
}

/** Takes every armed fault whose occasion this is. `strike` says what befalls the machine, and how much later. */
export function strikeMachine(
  armed: ArmedFaults,
  occasion: Occasion,
  strike: (blow: Blow, delayMs: number, repeats: boolean) => void,
): void {
  for (const { name } of armed.list()) {
    const fault = MACHINE_FAULTS[name]
    if (fault?.occasion !== occasion) continue
    const request = fault.takesAll ? armed.takeAll(name) : armed.take(name)
    if (request) strike(fault.blow(request), fault.delayMs, fault.repeats ?? false)
  }
}

/** Whether a fault just armed can strike a machine that is already at work. */
export function strikesAtWork(name: SandboxFault): boolean {
  return MACHINE_FAULTS[name]?.occasion === 'comfyui-ready'
}
