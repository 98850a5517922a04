import { createHash } from 'node:crypto'
import path from 'node:path'
import { BurstError } from '../../../common/errors.ts'
import { launchdPlist, systemdService, systemdTimer, taskXml } from './timer-files.ts'

/** The system's own timer that runs `burst watch --once` every few minutes, as it is set up on this platform. */
export type GuardPlan = {
  readonly system: 'systemd' | 'launchd' | 'task scheduler'
  readonly name: string
  readonly files: readonly { readonly path: string; readonly content: Buffer }[]
  /** Run one after the other; each must succeed. */
  readonly install: readonly Command[]
  /** Run one after the other, whatever becomes of each. */
  readonly remove: readonly Command[]
  /** Succeeds while the timer is set. */
  readonly status: Command
  /** What the user has to know. */
  readonly hint: string
}

export type Command = readonly [program: string, ...args: string[]]

export type GuardInput = {
  readonly platform: NodeJS.Platform
  readonly userFolder: string
  readonly env: NodeJS.ProcessEnv
  /** Null on Windows. */
  readonly uid: number | null
  /** The home that is watched, absolute. */
  readonly home: string
  /** How this program is started. */
  readonly program: readonly [string, ...string[]]
}

export const GUARD_EVERY_SECONDS = 300

/** BurstError on a platform without a timer that Burst knows. */
export function guardPlan(input: GuardInput): GuardPlan {
  // Several homes may be watched on one computer.
  const name = `burst-guard-${createHash('sha256').update(input.home).digest('hex').slice(0, 8)}`
  const command: [string, ...string[]] = [...input.program, '--home', input.home, 'watch', '--once']
  const passphrase = input.env['BURST_PASSPHRASE_FILE'] ?? ''
  const env = passphrase === '' ? {} : { BURST_PASSPHRASE_FILE: passphrase }
  switch (input.platform) {
    case 'linux':
      return systemd(input, name, command, env)
    case 'darwin':
      return launchd(input, name, command, env)
    case 'win32':
      return taskScheduler(input, name, command)
    default:
      throw new BurstError('usage', [
        {
          code: 'no-timer',
          message: `Burst knows no timer of ${input.platform}.`,
          remedy: 'Let a timer of your own run `burst watch --once` every five minutes.',
        },
      ])
  }
}

type Env = Readonly<Record<string, string>>

function systemd({ userFolder, env: all }: GuardInput, name: string, command: readonly string[], env: Env): GuardPlan {
  const folder = path.posix.join(all['XDG_CONFIG_HOME'] ?? path.posix.join(userFolder, '.config'), 'systemd/user')
  const timer = `${name}.timer`
  return {
    system: 'systemd',
    name,
    files: [
      { path: path.posix.join(folder, `${name}.service`), content: Buffer.from(systemdService(command, env)) },
      { path: path.posix.join(folder, timer), content: Buffer.from(systemdTimer(GUARD_EVERY_SECONDS)) },
    ],
    install: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', timer],
    ],
    remove: [['systemctl', '--user', 'disable', '--now', timer]],
    status: ['systemctl', '--user', 'is-enabled', '--quiet', timer],
    hint: 'It runs while you are logged in; `loginctl enable-linger` lets it run without.',
  }
}

function launchd({ userFolder, uid }: GuardInput, name: string, command: readonly string[], env: Env): GuardPlan {
  const label = `app.burst.${name}`
  const file = path.posix.join(userFolder, 'Library/LaunchAgents', `${label}.plist`)
  const domain = `gui/${uid ?? 0}`
  return {
    system: 'launchd',
    name: label,
    files: [{ path: file, content: Buffer.from(launchdPlist(label, command, env, GUARD_EVERY_SECONDS)) }],
    install: [['launchctl', 'bootstrap', domain, file]],
    remove: [['launchctl', 'bootout', `${domain}/${label}`]],
    status: ['launchctl', 'print', `${domain}/${label}`],
    hint: 'It runs while you are logged in and the computer is awake.',
  }
}

function taskScheduler({ home }: GuardInput, name: string, command: readonly [string, ...string[]]): GuardPlan {
  const file = path.win32.join(home, `${name}.xml`)
  // As Task Scheduler itself exports tasks.
  const content = Buffer.from(`\uFEFF${taskXml(command, GUARD_EVERY_SECONDS)}`, 'utf16le')
  return {
    system: 'task scheduler',
    name,
    files: [{ path: file, content }],
    install: [['schtasks', '/Create', '/F', '/TN', name, '/XML', file]],
    remove: [['schtasks', '/Delete', '/F', '/TN', name]],
    status: ['schtasks', '/Query', '/TN', name],
    hint: 'It runs while you are logged in.',
  }
}
