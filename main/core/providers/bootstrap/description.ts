import { readFileSync } from 'node:fs'
import path from 'node:path'
import { NODE_PACKS } from '../../../../common/workflow/node-packs.ts'
import { APP_ROOT } from '../../app-root.ts'

/** Who logs in to a virtual machine. In a container it is root, as there is nobody else. */
export const VM_USER = 'burst'

/**
 * What every instance is set up with, whoever rents it out: the one place from which boot data, script and image are made.
 *
 * ComfyUI is the release that its behaviour was recorded from. Its commit is compared after the clone, because a tag can
 * be moved. CUDA 12.8 libraries run on drivers from 525 on (NVIDIA, CUDA Compatibility).
 */
export const DESCRIPTION = {
  comfyui: {
    repository: 'https://github.com/Comfy-Org/ComfyUI',
    tag: 'v0.3.64',
    commit: 'a125cd84',
  },
  torch: { version: '2.9.0', vision: '0.24.0', index: 'https://download.pytorch.org/whl/cu128' },
  leastDriver: 525,
  packages: ['ca-certificates', 'curl', 'git', 'python3-venv', 'rsync', 'libgl1', 'libglib2.0-0', 'procps'],
  /** Beyond these on a machine that is not a container. */
  vmPackages: ['ufw', 'iptables'],
  /** The container that the set-up runs in; torch of that version is in it. */
  image: 'pytorch/pytorch:2.9.0-cuda12.8-cudnn9-runtime',
  /** For CUDA 12.8 in a container the host's driver has to know it. */
  cuda: '12.8',
  /** System, environment and ComfyUI, before any model. */
  baseDiskBytes: 40e9,
} as const

/** Of machines that were set up in the same way. */
export const SETUP_VERSION = `ComfyUI ${DESCRIPTION.comfyui.tag} (${DESCRIPTION.comfyui.commit}), torch ${DESCRIPTION.torch.version}`

/** How the machine can end itself. */
export type EndsBy =
  | { readonly kind: 'nothing' }
  /** By the key that its provider gives each container. */
  | { readonly kind: 'vast' | 'runpod'; readonly api: string }
  /** By a service account that was made for this machine. */
  | {
      readonly kind: 'ovh'
      readonly api: string
      readonly project: string
      readonly tokens: string
      readonly clientId: string
      readonly clientSecret: string
    }

/** A model volume: its seller mounts it at `path`, or gives the machine a disk of this id that the set-up mounts there. */
export type BootVolume = { readonly path: string; readonly disk: string | null }

export type Boot = {
  readonly kind: 'vm' | 'container'
  readonly user: string
  readonly endsBy: EndsBy
  readonly volume: BootVolume | null
}

export type BootSpec = {
  /** The name of the machine, which no other one has. */
  readonly name: string
  readonly clientPublicKey: string
  readonly hostPrivateKey: string
  readonly endByMs: number
  readonly lastEndMs: number
  readonly private: boolean
  /** The packs of nodes that its job needs, by their names in the allow-list. */
  readonly packs: readonly string[]
}

const SCRIPTS = [
  'boot.sh',
  'machine.sh',
  'setup.sh',
  'comfyui.sh',
  'nodes.sh',
  'volume.sh',
  'run.sh',
  'end.sh',
  'sshd.conf',
] as const

/** The programs of a machine, by the name under `/opt/burst`. */
export function bootFiles(): Record<(typeof SCRIPTS)[number], string> {
  const read = (name: string) => readFileSync(path.join(APP_ROOT, 'resources/instance', name), 'utf8')
  return {
    'boot.sh': read('boot.sh'),
    'machine.sh': read('machine.sh'),
    'setup.sh': read('setup.sh'),
    'comfyui.sh': read('comfyui.sh'),
    'nodes.sh': read('nodes.sh'),
    'volume.sh': read('volume.sh'),
    'run.sh': read('run.sh'),
    'end.sh': read('end.sh'),
    'sshd.conf': read('sshd.conf'),
  }
}

export const homeOf = ({ kind, user }: Boot): string => (kind === 'container' ? '/root' : `/home/${user}`)

/** `boot.env` of a machine. The host key of a virtual machine comes by cloud-init, so it is not in here. */
export function bootEnv(spec: BootSpec, boot: Boot): string {
  const { endsBy } = boot
  return lines({
    ...setupVariables(boot),
    BURST_MACHINE: spec.name,
    BURST_END_BY: String(Math.floor(spec.endByMs / 1000)),
    BURST_LAST_END: String(Math.floor(spec.lastEndMs / 1000)),
    BURST_PRIVATE: spec.private ? '1' : '0',
    ...packVariables(spec.packs),
    BURST_VOLUME: boot.volume?.path ?? '',
    BURST_VOLUME_DISK: boot.volume?.disk ?? '',
    BURST_ENDS_BY: endsBy.kind,
    BURST_API: endsBy.kind === 'nothing' ? '' : endsBy.api,
    ...(endsBy.kind === 'ovh'
      ? {
          BURST_PROJECT: endsBy.project,
          BURST_TOKENS: endsBy.tokens,
          BURST_CLIENT_ID: endsBy.clientId,
          BURST_CLIENT_SECRET: endsBy.clientSecret,
        }
      : {}),
    BURST_CLIENT_KEY: spec.clientPublicKey.trim(),
    ...(boot.kind === 'container' ? { BURST_HOST_KEY: base64(spec.hostPrivateKey) } : {}),
  })
}

/** What the set-up itself needs to know: the same for a machine and for an image. */
export function setupVariables(boot: Boot): Record<string, string> {
  const { comfyui, torch, leastDriver, packages, vmPackages } = DESCRIPTION
  return {
    BURST_KIND: boot.kind,
    BURST_USER: boot.user,
    BURST_HOME: homeOf(boot),
    BURST_PACKAGES: [...packages, ...(boot.kind === 'vm' ? vmPackages : [])].join(' '),
    BURST_LEAST_DRIVER: String(leastDriver),
    COMFYUI_REPOSITORY: comfyui.repository,
    COMFYUI_TAG: comfyui.tag,
    COMFYUI_COMMIT: comfyui.commit,
    TORCH_VERSION: torch.version,
    TORCHVISION_VERSION: torch.vision,
    TORCH_INDEX: torch.index,
  }
}

function packVariables(names: readonly string[]): Record<string, string> {
  const packs = NODE_PACKS.filter(({ name }) => names.includes(name))
  return {
    BURST_NODE_PACKS: packs.map(({ name, repository, commit }) => `${name} ${repository} ${commit}`).join('\n'),
    BURST_NODE_REQUIREMENTS: packs.flatMap(({ requirements }) => requirements).join(' '),
  }
}

/** Assignments as a shell reads them, whatever is in the values. */
export function lines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('')
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64')
