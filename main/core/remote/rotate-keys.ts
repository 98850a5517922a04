import { createHash } from 'node:crypto'
import type { LaneKeys, LaneKeyStore } from './keys.ts'
import { RemoteError, type Connect, type ConnectSpec, type RemoteConnection } from './remote.ts'

/** Where an instance answers. */
export type Address = Pick<ConnectSpec, 'host' | 'port' | 'user'>

/** Takes the list from its input and puts it in the place of the old one, whole or not at all. */
const WRITE_KEYS = `
import os, sys
os.umask(0o077)
folder = os.path.join(os.path.expanduser("~"), ".ssh")
os.makedirs(folder, exist_ok=True)
path = os.path.join(folder, "authorized_keys")
mine = set(sys.argv[1].split(","))
kept = []
if os.path.exists(path):
    kept = [line for line in open(path, encoding="utf-8").read().splitlines() if line.split()[1:2] and line.split()[1] not in mine]
with open(path + ".burst", "w", encoding="utf-8") as file:
    file.write("".join(line + "\\n" for line in kept + sys.stdin.read().splitlines()))
    file.flush()
    os.fsync(file.fileno())
os.replace(path + ".burst", path)
`
const WRITE_MS = 30_000

/** Connects with the login key, or with the one that is on its way to take its place. */
export async function connectWithEither(
  connect: Connect,
  address: Address,
  { client, host, next }: LaneKeys,
  signal: AbortSignal,
): Promise<RemoteConnection> {
  const spec = { ...address, hostPublicKey: host.public }
  try {
    return await connect({ ...spec, clientPrivateKey: client.private }, signal)
  } catch (error) {
    if (!next || !(error instanceof RemoteError) || error.code !== 'login-refused') throw error
    return await connect({ ...spec, clientPrivateKey: next.private }, signal)
  }
}

/**
 * Gives an instance another login key of ours. The old one is taken away only when the new one was seen to let us in; a
 * crash at any point leaves one that does. Keys of others on the instance stay.
 */
export async function rotateLaneKey(
  { keys, connect }: { keys: LaneKeyStore; connect: Connect },
  attempt: string,
  address: Address,
  signal: AbortSignal,
): Promise<LaneKeys> {
  const { client, host, next, retired = [] } = await keys.prepareNext(attempt)
  const ours = [...retired, client.public, next.public]
  const before = await connectWithEither(connect, address, { client, host, next }, signal)
  try {
    await writeKeys(before, ours, [client.public, next.public], signal)
  } finally {
    before.close()
  }
  const after = await connect({ ...address, hostPublicKey: host.public, clientPrivateKey: next.private }, signal)
  try {
    await keys.promoteNext(attempt)
    await writeKeys(after, ours, [next.public], signal)
    return await keys.forgetRetired(attempt)
  } finally {
    after.close()
  }
}

async function writeKeys(
  connection: RemoteConnection,
  ours: readonly string[],
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const known = ours.map(line => line.split(/\s+/)[1] ?? '').join(',')
  const process = await connection.exec(['python3', '-c', WRITE_KEYS, known], {
    onStdout: () => undefined,
    signal,
    deadlineMs: WRITE_MS,
  })
  process.write(`${wanted.join('\n')}\n`)
  process.end()
  const { code, stderr } = await process.exited
  if (code !== 0) throw new RemoteError('remote-failed', `the keys could not be written: ${stderr.trim().slice(-300)}`)
}

/** As OpenSSH shows it: `SHA256:` and the hash in base64 without its padding. */
export function fingerprintOf(publicKey: string): string {
  const [, encoded = ''] = publicKey.trim().split(/\s+/)
  return `SHA256:${createHash('sha256').update(Buffer.from(encoded, 'base64')).digest('base64').replace(/=+$/, '')}`
}
