import type { LaneKeyStore } from './keys.ts'

type Address = { readonly host: string; readonly port: number; readonly user: string }

/** The command that opens a terminal on an instance, with its host key pinned as Burst itself has it. */
export async function sshCommand(keys: LaneKeyStore, attempt: string, { host, port, user }: Address): Promise<string> {
  // As OpenSSH writes names into its list of known hosts.
  const hostName = port === 22 ? host : `[${host}]:${port}`
  const { login, knownHosts } = await keys.filesForSsh(attempt, hostName)
  const options = ['IdentitiesOnly=yes', `UserKnownHostsFile=${knownHosts}`, 'StrictHostKeyChecking=yes']
  const words = ['ssh', '-i', quoted(login), ...options.flatMap(option => ['-o', quoted(option)])]
  return [...words, '-p', String(port), quoted(`${user}@${host}`)].join(' ')
}

/** For shells of every system: what has a space or a sign that shells read is put between double quotes. */
function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll(/["$`]/g, '\\$&')}"`
}
