/** What the practice cloud can be told to do wrong, and what that means; `count` says how often. */
export const SANDBOX_FAULTS = {
  'no-stock': 'the next creates are refused: nothing left',
  'slow-boot': 'the next machines need five minutes more to become active',
  'never-boots': 'the next machines never become active',
  'reboot-in-setup': 'the next machines reboot shortly after sshd answered',
  'lost-create': 'the next machines are made, but the answer is lost',
  'lost-create-unmade': 'the next creates are lost together with their answer: nothing is made',
  'lingering-delete': 'the next machines that are ended stay listed for two minutes',
  'late-dead-man': 'the next machines whose end comes end themselves ten minutes late',
  'no-dead-man': 'the next machines whose end comes do not end themselves',
  'stale-list': 'the next lists show what was 45 seconds ago',
  'short-list': 'the next lists leave a machine out',
  'no-image': 'the next orders to keep a disk are refused',
  preempt: 'a running machine is taken back',
  'sshd-drop': 'all SSH connections of a machine are cut',
  'comfyui-crash': 'ComfyUI dies at its next sampling step',
  'out-of-memory': 'a machine has too little memory for batches above a size (0: for any)',
  'remote-disk-full': 'the next pictures cannot be saved on the machine',
  'corrupt-picture': 'the next pictures are damaged on the disk of the machine',
  'missing-picture': 'the next pictures are gone from the disk of the machine',
  'slow-pictures': 'the next pictures take ten times as long',
} as const

export type SandboxFault = keyof typeof SANDBOX_FAULTS

export function isSandboxFault(name: string): name is SandboxFault {
  return Object.hasOwn(SANDBOX_FAULTS, name)
}

export const SANDBOX_FAULT_NAMES: readonly SandboxFault[] = Object.keys(SANDBOX_FAULTS).filter(isSandboxFault)
