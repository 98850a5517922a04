import { buildGraphs } from '../../common/workflow/graph.ts'
import type { JobManifest } from '../../common/job/job.ts'
import { readFileSync } from 'node:fs'
import { instanceNames } from '../../main/core/watchdog/names.ts'
import { confirmGone } from '../../main/core/providers/confirm-gone.ts'
import type { Provider, ProviderInstance } from '../../main/core/providers/provider.ts'
import { createKeyPair } from '../../main/core/remote/key-pair.ts'
import type { Connect, RemoteConnection } from '../../main/core/remote/remote.ts'
import { attachWorker } from '../../main/core/worker/follow.ts'
import { installWorker } from '../../main/core/worker/install.ts'
import type { JournalLine } from '../../main/core/worker/journal.ts'
import { createLineSplitter } from '../../main/core/worker/line-splitter.ts'
import { parseJournalLine } from '../../main/core/worker/parse-line.ts'
import { shareLines } from '../../main/core/worker/share.ts'
import type { Measured } from './measured.ts'
import { never } from './setting.ts'

const POLL_SECONDS = 30
const LANE = 'burst/lane'
const WORKER = new URL('../../resources/worker/worker.py', import.meta.url)

/** The longest journal that is read. */
const MAX_JOURNAL_BYTES = 64 * 1024 * 1024

type Made = Extract<JournalLine, { type: 'made' }>

/** The obvious way to do it: upload, run, ask every 30 s whether it is done, download everything, tear down. */
export async function seedSequence(
  provider: Provider,
  offerId: string,
  connect: Connect,
  job: JobManifest,
): Promise<Measured> {
  const { clock } = provider.facts
  const [client, host] = [createKeyPair('bench'), createKeyPair('bench-host')]
  const names = instanceNames({
    install: '0'.repeat(8),
    random: bytes => Buffer.alloc(bytes, 7),
    mac: () => Buffer.alloc(16),
  })
  const models = [{ folder: 'checkpoints', name: job.config.checkpoint }]
  const spec = {
    offerId,
    name: names.instanceName(names.newAttempt()),
    clientPublicKey: client.public,
    hostPrivateKey: host.private,
    private: false,
    endByMs: clock.now() + 86_400_000,
    lastEndMs: clock.now() + 86_400_000,
    bidPerHour: null,
    packs: [],
    image: null,
    volume: null,
    diskBytes: 40e9,
    mayLeave: () => null,
    models,
  }
  const createdAt = clock.now()
  const created = await provider.create(spec, never)
  if (created.kind !== 'created') throw new Error(`not created: ${created.message}`)
  const { instanceId } = created
  const ssh = await untilSsh(provider, instanceId)
  const connection = await untilConnected(
    () => connect({ ...ssh, clientPrivateKey: client.private, hostPublicKey: host.public }, never),
    provider,
  )
  await installWorker(connection, readFileSync(WORKER), never)
  await giveAll(connection, job)
  const made = await pollUntilDone(connection, provider, job.prompts.length)
  const lastMade = Math.max(...made.map(({ gpu }) => gpu?.[1] ?? 0))
  for (const { file } of made)
    await connection.readFile(`comfyui/output/${file.path}`, {
      maxBytes: file.bytes,
      onChunk: () => undefined,
      signal: never,
    })
  const home = clock.now()
  await provider.terminate(instanceId, never)
  connection.close()
  await confirmGone(provider, { instanceId, createdAt }, never)
  const charge = await provider.cost(instanceId, never)
  if (charge.kind !== 'answer') throw new Error(charge.trouble.message)
  return {
    busySeconds: busyOf(made),
    billedSeconds: charge.value.billedSeconds,
    homeSeconds: (home - lastMade) / 1000,
    endSeconds: (home - lastMade) / 1000,
  }
}

async function untilSsh(provider: Provider, instanceId: string): Promise<NonNullable<ProviderInstance['ssh']>> {
  for (;;) {
    const answer = await provider.get(instanceId, never)
    if (answer.kind === 'found' && answer.instance.state === 'running' && answer.instance.ssh)
      return answer.instance.ssh
    await provider.facts.clock.sleep(provider.facts.pollMs, never)
  }
}

async function untilConnected(connect: () => Promise<RemoteConnection>, provider: Provider): Promise<RemoteConnection> {
  for (;;) {
    const connection = await connect().catch(() => null)
    if (connection) return connection
    await provider.facts.clock.sleep(provider.facts.pollMs, never)
  }
}

async function giveAll(connection: RemoteConnection, { job_id, config, prompts }: JobManifest): Promise<void> {
  const graphs = buildGraphs(config)
  const items = prompts.map((spec, item) => ({ item, id: spec.id, seed: spec.seed, ...graphs.assign(spec) }))
  const share = { share: 's', job: job_id, graphs: graphs.collect(prompts), items }
  await connection.putFile(`${LANE}/share-s.jsonl`, shareLines(share), never)
  await take(connection)
}

/** Tells the worker once, and stays no longer than until it has taken its share. */
async function take(connection: RemoteConnection): Promise<void> {
  const taken = new AbortController()
  const worker = await attachWorker({
    connection,
    dir: LANE,
    fromOffset: 0,
    signal: taken.signal,
    onLines: placed => {
      if (placed.some(({ line }) => line.type === 'took')) taken.abort(new Error('taken'))
    },
  })
  worker.send({ command: 'take', share: 's', file: 'share-s.jsonl' })
  await worker.ended.catch((error: unknown) => {
    if (!taken.signal.aborted) throw error
  })
}

async function pollUntilDone(connection: RemoteConnection, provider: Provider, count: number): Promise<Made[]> {
  for (;;) {
    await provider.facts.clock.sleep(POLL_SECONDS * 1000, never)
    const made = await madeSoFar(connection)
    if (made.length >= count) return made
  }
}

async function madeSoFar(connection: RemoteConnection): Promise<Made[]> {
  const split = createLineSplitter(0, MAX_JOURNAL_BYTES)
  const made: Made[] = []
  const onChunk = (chunk: Buffer) => {
    for (const { text } of split(chunk)) {
      const parsed = parseJournalLine(text)
      if (parsed.kind === 'line' && parsed.line.type === 'made') made.push(parsed.line)
    }
  }
  await connection.readFile(`${LANE}/journal.jsonl`, { maxBytes: MAX_JOURNAL_BYTES, onChunk, signal: never })
  return made
}

function busyOf(made: readonly Made[]): number {
  const intervals = made.flatMap(({ gpu }) => (gpu ? [gpu] : [])).toSorted(([a], [b]) => a - b)
  let [busy, end] = [0, 0]
  for (const [from, to] of intervals) {
    busy += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return busy / 1000
}
