import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { WireError } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { fromWireError } from '../../../common/wire-errors.ts'
import type { Home } from '../../core/home.ts'
import { roleCommand } from '../../core/roles.ts'
import type { Pages, Served } from '../host.ts'

/** Streams end, answers are given; what takes longer hangs. */
const LEAVE_DEADLINE_MS = 15_000

const Line = z.union([
  z.strictObject({ url: z.string() }),
  z.strictObject({ unfinished: z.int() }),
  z.strictObject({ error: WireError }),
])

/** The web face in a process of its own, which ends with this one. */
export function processPages(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Pages {
  return {
    serve: async (home, port) => await serve(home, port, env),
    openInBrowser: url => openInBrowser(url, platform),
  }
}

async function serve(home: Home, port: number, env: NodeJS.ProcessEnv): Promise<Served> {
  const [program, ...before] = roleCommand('web')
  const child = spawn(program, [...before, '--home', home.root, '--port', String(port)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
    windowsHide: true,
  })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = Line.parse(JSON.parse((await lines.next()).value ?? '{}'))
  if ('error' in first) throw fromWireError(first.error)
  if (!('url' in first)) throw new BurstError('failed', [notStarted(home)])
  return {
    url: first.url,
    async ended(signal) {
      const last = lines.next().then(({ value, done }) => (done ? null : Line.parse(JSON.parse(value))))
      await Promise.race([aborted(signal), last])
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), LEAVE_DEADLINE_MS)
      await gone
      clearTimeout(timer)
      const said = await last.catch(() => null)
      // One that could not say so may have left bursts behind: an engine that finds none ends by itself.
      const unfinished = said === null || !('unfinished' in said) || said.unfinished > 0
      return { kind: signal.aborted || endedWell(child) ? 'left' : 'died', unfinished }
    },
  }
}

function endedWell({ exitCode }: ChildProcess): boolean {
  return exitCode === 0
}

function notStarted(home: Home) {
  return { code: 'page-did-not-start', message: 'The page is not served.', remedy: `Look into ${home.log}.` }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** A browser that does not come is no failure: the address was printed. */
function openInBrowser(url: string, platform: NodeJS.Platform): void {
  const [command, ...args] =
    platform === 'win32' ? ['explorer.exe', url] : platform === 'darwin' ? ['open', url] : ['xdg-open', url]
  const child = spawn(command ?? '', args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
