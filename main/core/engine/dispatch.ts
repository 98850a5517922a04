import type { z } from 'zod'
import {
  contract,
  isCallName,
  isStreamName,
  type Handlers,
  type Publishers,
  type Reply,
} from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireError } from '../../../common/wire-errors.ts'
import type { Log } from '../log.ts'

type Handler = (input: unknown, signal: AbortSignal) => Promise<unknown>
type Publisher = (input: unknown, publish: Publish, signal: AbortSignal) => Promise<void>

/** Hands an event on; wait for it where it gives a promise: the reader is slower than the writer. */
export type Publish = (event: unknown) => void | Promise<void>

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
    const input = parseInput(name, contract[name].input, raw)
    const handler = handlers[name] as Handler
    const output: z.ZodType = contract[name].output
    return { ok: true, value: output.parse(await handler(input, signal)) }
  } catch (error) {
    if (!(error instanceof BurstError) && !signal.aborted) log(`call ${name.slice(0, 100)} failed`, error)
    return { ok: false, error: toWireError(error) }
  }
}

/** Runs a stream until it or the signal ends. Rejects with BurstError for an unknown name or a bad input. */
export async function openStream(
  publishers: Publishers,
  name: string,
  raw: unknown,
  publish: Publish,
  signal: AbortSignal,
): Promise<void> {
  if (!isStreamName(name)) throw unknownName('stream', name)
  const publisher = publishers[name] as Publisher
  await publisher(parseInput(name, contract[name].input, raw), publish, signal)
}

function parseInput(name: string, schema: z.ZodType, raw: unknown): unknown {
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
