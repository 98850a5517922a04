import { gzipSync } from 'node:zlib'
import { base64, bootEnv, bootFiles, type Boot, type BootSpec, type BootVolume, type EndsBy } from './description.ts'

/** Variables that a container is started with. */
export type ContainerEnv = Readonly<Record<'PUBLIC_KEY' | 'BURST_BOOT', string>>

/** Reads the boot script from the first process, where a shell of the provider may have lost its variables. */
const UNPACK = String.raw`tr '\0' '\n' </proc/1/environ | sed -n s/^BURST_BOOT=//p | base64 -d | gunzip >/burst-boot.sh`

/** Runs beside what the image starts, as Vast's start script does. */
export const ON_START = `mkdir -p /opt/burst; ${UNPACK}; bash /burst-boot.sh >>/var/log/burst-boot.log 2>&1`

/** In place of what the image starts. It never ends: a container whose program ends is started again. */
export const COMMAND = `bash -c "mkdir -p /opt/burst /var/log; ${UNPACK}; bash /burst-boot.sh 2>&1 | tee -a /var/log/burst-boot.log; sleep infinity"`

/** Boot data of a container, in variables: there is nothing else that reaches it before it runs. */
export function containerEnv(spec: BootSpec, endsBy: EndsBy, volume: BootVolume | null): ContainerEnv {
  const boot: Boot = { kind: 'container', user: 'root', endsBy, volume }
  const files = { ...bootFiles(), 'boot.env': bootEnv(spec, boot) }
  const unpacking = Object.entries(files).map(
    ([name, content]) => `printf %s '${base64(content)}' | base64 -d >/opt/burst/${name}\n`,
  )
  const script = `#!/usr/bin/env bash\nset -e\numask 077\n${unpacking.join('')}exec bash /opt/burst/boot.sh\n`
  return { PUBLIC_KEY: spec.clientPublicKey.trim(), BURST_BOOT: gzipSync(script, { level: 9 }).toString('base64') }
}
