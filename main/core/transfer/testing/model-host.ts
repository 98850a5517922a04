import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOnLoopback } from '../../remote/testing/loopback.ts'

/** How a host of models behaves; each may be changed while it runs. */
export type HostMood = {
  ranges: boolean
  /** Ends the connection of an answer after so many bytes, as often as this is not yet zero. */
  cuts: { after: number; times: number }
  /** Answers with this status instead, for so many requests. */
  refuse: { status: number; times: number }
  /** Says that the file has this size. */
  claimedBytes: number | null
}

export type ModelHost = {
  readonly url: string
  readonly mood: HostMood
  /** The same server under another name. */
  readonly otherUrl: string
  readonly files: Map<string, Buffer>
  /** Where a path leads, by who asks; null is answered with 401. */
  readonly redirects: Map<string, (request: IncomingMessage) => string | null>
  /** Path, and the headers it came with. */
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
  stop(): Promise<void>
}

/** A web server on loopback that serves files, `/to/<n>/…` by n redirects. */
export async function startModelHost(): Promise<ModelHost> {
  const mood: HostMood = {
    ranges: true,
    cuts: { after: 0, times: 0 },
    refuse: { status: 0, times: 0 },
    claimedBytes: null,
  }
  const files = new Map<string, Buffer>()
  const asked: ModelHost['asked'] = []
  const redirects: ModelHost['redirects'] = new Map()

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path } = new URL(request.url ?? '/', 'http://x')
    asked.push({ path: request.url ?? '', headers: request.headers })
    const [, left, rest] = /^\/to\/(\d+)(\/.*)$/.exec(path) ?? []
    if (left !== undefined) {
      const location = Number(left) > 1 ? `/to/${Number(left) - 1}${rest}` : rest
      return void response.writeHead(302, { location: location ?? '/' }).end()
    }
    const leads = redirects.get(path)
    if (leads) {
      const location = leads(request)
      if (location === null) return void response.writeHead(401).end()
      return void response.writeHead(302, { location }).end()
    }
    if (mood.refuse.times > 0) {
      mood.refuse.times -= 1
      return void response.writeHead(mood.refuse.status).end()
    }
    const content = files.get(path)
    if (!content) return void response.writeHead(404).end()
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const size = mood.claimedBytes ?? content.length
    const isPart = mood.ranges && first !== undefined && last !== undefined
    const part = isPart ? content.subarray(Number(first), Number(last) + 1) : content
    response.writeHead(
      isPart ? 206 : 200,
      isPart
        ? { 'content-range': `bytes ${first}-${Number(first) + part.length - 1}/${size}` }
        : { 'content-length': String(size) },
    )
    if (mood.cuts.times === 0 || part.length <= mood.cuts.after) return void response.end(part)
    mood.cuts.times -= 1
    response.write(part.subarray(0, mood.cuts.after), () => response.destroy())
  }

  const server = createServer(serve)
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    redirects,
    mood,
    files,
    asked,
    async stop() {
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
