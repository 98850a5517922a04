import type { z } from 'zod'
import { callSchemas, streamSchemas } from '../../../common/contract-schemas.ts'
import {
  isCallName,
  isStreamName,
  type CallName,
  type CallOutput,
  type Handlers,
  type Publishers,
  type Reply,
  type StreamName,
} from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireError } from '../../../common/wire-errors.ts'
import type { Log } from '../log.ts'

type Publish<K extends StreamName> = Parameters<Publishers[K]>[1]

/** How many of a bad input's faults are told. */
const MOST_ISSUES = 20

/**
 * The one door into the core, used by every transport: looks the call up, checks its input, runs it, checks its output.
 *
 * Never throws. An error that no one foresaw is logged with its causes and told as `internal`.
 */
export async function dispatch(
  handlers: Handlers,
  name: string,
  raw: unknown,
  signal: AbortSignal,
  log: Log = () => undefined,
): Promise<Reply<unknown>> {
  try {
    if (!isCallName(name)) throw unknownName('call', name)
    return { ok: true, value: await runCall(handlers, name, raw, signal) }
  } catch (error) {
    if (!(error instanceof BurstError) && !signal.aborted) log(`call ${name.slice(0, 100)} failed`, error)
    return { ok: false, error: toWireError(error) }
  }
}

/** Runs a call of a known name; rejects as its handler does, with BurstError for a bad input. */
export async function runCall<K extends CallName>(
  handlers: Handlers,
  name: K,
  raw: unknown,
  signal: AbortSignal,
): Promise<CallOutput<K>> {
  const { input, output } = callSchemas[name]
  return output.parse(await handlers[name](parseInput(name, input, raw), signal))
}

/** Runs a stream until it or the signal ends. Rejects with BurstError for a bad input. */
export async function runStream<K extends StreamName>(
  publishers: Publishers,
  name: K,
  raw: unknown,
  publish: Publish<K>,
  signal: AbortSignal,
): Promise<void> {
  await publishers[name](parseInput(name, streamSchemas[name].input, raw), publish, signal)
}

/** The name of a stream of the contract; BurstError for any other. */
export function streamNamed(name: string): StreamName {
  if (isStreamName(name)) return name
  throw unknownName('stream', name)
}

/** What was sent, as the schema has it. BurstError of kind `usage` that names each fault. */
export function parseInput<T>(name: string, schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new BurstError(
    'usage',
    parsed.error.issues.slice(0, MOST_ISSUES).map(issue => ({
      code: 'invalid-input',
      message: `${[name, ...issue.path.map(String)].join('.')}: ${issue.message}`,
      remedy: 'Correct the value and ask again.',
    })),
  )
}

function unknownName(kind: 'call' | 'stream', name: string): BurstError {
  const shown = JSON.stringify(name.slice(0, 100))
  return new BurstError('usage', [
    {
      code: `unknown-${kind}`,
      message: `There is no ${kind} ${shown}.`,
      remedy: 'This program and the engine may be of different versions: update both.',
    },
  ])
}
