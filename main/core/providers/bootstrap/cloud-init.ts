import { stringify } from 'yaml'
import { publicKeyOf } from '../../remote/key-pair.ts'
import { bootEnv, bootFiles, homeOf, type Boot, type BootSpec } from './description.ts'

/**
 * Boot data of a virtual machine, as cloud-init reads them (module reference: users-groups, ssh, write-files, runcmd).
 *
 * The host key is there before anything else, so that the first connection knows the machine; the key that may log in is
 * the user's only one, and nobody has a password.
 */
export function cloudInit(spec: BootSpec, { user, endsBy, volume }: Omit<Boot, 'kind'>): string {
  const boot: Boot = { kind: 'vm', user, endsBy, volume }
  const files = bootFiles()
  const file = (path: string, content: string, permissions = '0644') => ({ path, permissions, content })
  const document = {
    ssh_deletekeys: true,
    ssh_keys: {
      ed25519_private: withNewline(spec.hostPrivateKey),
      ed25519_public: `${publicKeyOf(spec.hostPrivateKey)} burst-host`,
    },
    // Where keys are given none is made; this one kind is all that could be.
    ssh_genkeytypes: ['ed25519'],
    // Not to the console of the provider either.
    ssh: { emit_keys_to_console: false },
    disable_root: true,
    ssh_pwauth: false,
    users: [
      'default',
      { name: user, shell: '/bin/bash', lock_passwd: true, ssh_authorized_keys: [spec.clientPublicKey.trim()] },
    ],
    write_files: [
      file('/opt/burst/boot.env', bootEnv(spec, boot), '0600'),
      ...Object.entries(files).map(([name, content]) =>
        file(`/opt/burst/${name}`, content, name.endsWith('.sh') ? '0755' : '0644'),
      ),
      file('/etc/ssh/sshd_config.d/10-burst.conf', files['sshd.conf']),
      file('/etc/systemd/system/burst-end.service', unit('Ends this machine in time', 'end.sh', 'root', boot)),
      file('/etc/systemd/system/burst-setup.service', unit('Sets this machine up', 'setup.sh', 'root', boot)),
      file('/etc/systemd/system/burst-run.service', unit('ComfyUI and worker', 'run.sh', user, boot)),
    ],
    runcmd: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'reload-or-restart', 'ssh'],
      ['bash', '/opt/burst/boot.sh'],
    ],
  }
  return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`
}

/** The set-up runs until it has succeeded, also over a restart of the machine; the others for ever. */
function unit(what: string, script: string, user: string, boot: Boot): string {
  const isSetup = script === 'setup.sh'
  return [
    '[Unit]',
    `Description=Burst: ${what}`,
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    `Type=${isSetup ? 'oneshot' : 'simple'}`,
    `User=${user}`,
    `WorkingDirectory=${user === 'root' ? '/' : homeOf(boot)}`,
    `ExecStart=/bin/bash /opt/burst/${script}`,
    ...(isSetup ? [] : ['Restart=always', 'RestartSec=3']),
    'KillMode=mixed',
    'TimeoutStopSec=30',
    ...(user === 'root' ? [] : ['NoNewPrivileges=yes', 'ProtectSystem=full', 'PrivateTmp=yes']),
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n')
}

const withNewline = (text: string): string => `${text.trimEnd()}\n`
