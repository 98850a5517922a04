import { base64, bootFiles, DESCRIPTION, lines, setupVariables, VM_USER, type Boot } from './description.ts'

const CONTAINER: Boot = { kind: 'container', user: 'root', endsBy: { kind: 'nothing' }, volume: null }
const MACHINE: Boot = { kind: 'vm', user: VM_USER, endsBy: { kind: 'nothing' }, volume: null }

/** A Dockerfile that has done all of the set-up but what needs the machine itself. Needs no files beside it. */
export function dockerfile(): string {
  return [
    '# Made by `burst images dockerfile`. Build: docker build -t NAME - < Dockerfile',
    `FROM ${DESCRIPTION.image}`,
    `RUN mkdir -p /opt/burst && ${filesFor(CONTAINER)
      .map(([name, content]) => `printf %s '${base64(content)}' | base64 -d > /opt/burst/${name}`)
      .join(' \\\n && ')}`,
    'RUN BURST_PRIVATE=0 bash /opt/burst/setup.sh image && rm -f /opt/burst/boot.env',
    'RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openssh-server \\',
    ' && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*',
    '',
  ].join('\n')
}

/** The set-up of a virtual machine as one script to run by hand, as root, on a fresh Ubuntu 24.04. */
export function setupScript(): string {
  return [
    '#!/usr/bin/env bash',
    '# Made by `burst images script`. Sets up ComfyUI on a machine with an NVIDIA GPU (Ubuntu 24.04). Run it as root.',
    'set -euo pipefail',
    'install -d -m 0755 /opt/burst',
    `id ${VM_USER} >/dev/null 2>&1 || useradd --create-home --shell /bin/bash ${VM_USER}`,
    ...filesFor(MACHINE).map(([name, content]) => `base64 -d >/opt/burst/${name} <<<'${base64(content)}'`),
    '# Started by hand it is started by hand again: there is no service to restart.',
    'bash /opt/burst/setup.sh image',
    '',
  ].join('\n')
}

function filesFor(boot: Boot): [string, string][] {
  return [...Object.entries(bootFiles()), ['boot.env', lines({ ...setupVariables(boot), BURST_PRIVATE: '0' })]]
}
