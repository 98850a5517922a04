import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type SimRequest = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** The whole address, as it was sent. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown
}
export type SimAnswer = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }

/** What may befall a call. Only those called `after` come when its effect has been had. */
export const SIM_FAULTS = ['cut-before', 'cut-after', '429', '500-before', '500-after', 'broken-json', '401'] as const
export type SimFault = (typeof SIM_FAULTS)[number]

export interface SimServer {
  readonly origin: string
  /** How many calls came. */
  calls(): number
  /** Lets this befall the call of that number, from 1, and the `times` that follow. */
  fail(call: number, fault: SimFault, times?: number): void
  /** Lets this befall the next call that looks so, as `GET /path`. */
  failNext(call: RegExp, fault: SimFault): void
  /** Every call, as `GET /path`. */
  readonly log: readonly string[]
  stop(): Promise<void>
}

/** A cloud's API on a free port. `refusals` has its own bodies of a refusal, as they were recorded. */
export async function startSimServer(
  answer: (request: SimRequest) => SimAnswer,
  refusals: Readonly<Record<401 | 429 | 500, unknown>>,
): Promise<SimServer> {
  const faults = new Map<number, SimFault>()
  const awaited: { call: RegExp; fault: SimFault }[] = []
  const log: string[] = []
  const faultOf = (number: number, call: string) => {
    const at = awaited.findIndex(expected => expected.call.test(call))
    return faults.get(number) ?? (at === -1 ? undefined : awaited.splice(at, 1)[0]?.fault)
  }
  let calls = 0
  let origin = ''
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Uint8Array[] = []
      for await (const part of request) if (part instanceof Uint8Array) parts.push(part)
      const text = Buffer.concat(parts).toString('utf8')
      const url = new URL(request.url ?? '/', origin)
      calls += 1
      const call = `${request.method} ${url.pathname}`
      const fault = faultOf(calls, call)
      log.push(call)
      const asked: SimRequest = {
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        url: origin + (request.url ?? '/'),
        headers: headersOf(request.headers),
        text,
        body: parse(text),
      }
      const before = beforeEffect(fault, refusals)
      if (before === 'cut') return request.socket.destroy()
      const said = before ?? safely(() => answer(asked))
      if (fault === 'cut-after') return request.socket.destroy()
      const shown = fault === '500-after' ? { status: 500, body: refusals[500] } : said
      response.writeHead(shown.status, { 'content-type': 'application/json', ...shown.headers })
      const body =
        shown.body === undefined ? '' : typeof shown.body === 'string' ? shown.body : JSON.stringify(shown.body)
      response.end(fault === 'broken-json' ? `${body.slice(0, body.length / 2)}{` : body)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
  return {
    origin,
    calls: () => calls,
    fail: (call, fault, times = 1) => {
      for (let at = call; at < call + times; at += 1) faults.set(at, fault)
    },
    failNext: (call, fault) => void awaited.push({ call, fault }),
    log,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function beforeEffect(
  fault: SimFault | undefined,
  refusals: Readonly<Record<401 | 429 | 500, unknown>>,
): SimAnswer | 'cut' | null {
  switch (fault) {
    case 'cut-before':
      return 'cut'
    case '429':
      return { status: 429, body: refusals[429] }
    case '401':
      return { status: 401, body: refusals[401] }
    case '500-before':
      return { status: 500, body: refusals[500] }
    default:
      return null
  }
}

/** What is wrong with a simulator is said where a test sees it. */
function safely(answer: () => SimAnswer): SimAnswer {
  try {
    return answer()
  } catch (error) {
    return { status: 500, body: `the simulator failed: ${error instanceof Error ? error.stack : String(error)}` }
  }
}

function headersOf(headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
