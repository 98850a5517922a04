import type { Api, CallName, CallOutput } from '../../../common/contract.ts'
import type { Face, Host, ProgressBar } from '../host.ts'
import { runCommandLine } from '../run-command-line.ts'

export type Prepared = {
  readonly calls?: { [K in CallName]?: (input: Parameters<Api['call']>[1]) => CallOutput<K> | Promise<CallOutput<K>> }
  readonly subscribe?: Api['subscribe']
  readonly owned?: boolean
  readonly stopped?: AbortSignal
  readonly host?: Partial<Host>
  readonly terminal?: Partial<Host['terminal']>
  readonly engines?: Partial<Host['engines']>
}

export type Ran = { code: number; out: string; err: string; calls: [name: string, input: unknown][]; did: string[] }

/** Runs a command line against an engine that answers only what was prepared. */
export async function runWith(args: readonly string[], prepared: Prepared = {}): Promise<Ran> {
  const ran: Ran = { code: -1, out: '', err: '', calls: [], did: [] }
  const host: Host = { ...fakeHost(ran, prepared), ...prepared.host }
  ran.code = await runCommandLine(args, host, '1.2.3')
  return ran
}

function fakeHost(ran: Ran, prepared: Prepared): Host {
  const never = new AbortController().signal
  return {
    terminal: {
      out: text => void (ran.out += text),
      err: text => void (ran.err += text),
      outClosed: never,
      canAsk: false,
      errIsTerminal: false,
      ask: () => unprepared('ask'),
      secret: () => unprepared('secret'),
      bar: (): ProgressBar => ({ show: () => undefined, stop: () => undefined }),
      ...prepared.terminal,
    },
    env: {},
    platform: 'linux',
    userFolder: '/users/me',
    cwd: '/work',
    now: () => 0,
    sleep: async () => undefined,
    interrupts: { first: never, second: never },
    files: { isFile: () => false, readText: () => null, writeJob: () => unprepared('writeJob') },
    engines: {
      open: async (home, mode) => {
        ran.did.push(`open ${home.root} ${mode}`)
        return fakeFace(ran, prepared)
      },
      answers: () => unprepared('answers'),
      spawn: () => void ran.did.push('spawn'),
      ...prepared.engines,
    },
    pages: { serve: () => unprepared('serve'), openInBrowser: () => void ran.did.push('open browser') },
    safety: {
      kill: () => unprepared('kill'),
      killAll: () => unprepared('killAll'),
      clearAccount: () => unprepared('clearAccount'),
      unlatch: () => unprepared('unlatch'),
      shutdownSandbox: () => unprepared('shutdownSandbox'),
    },
    system: {
      uid: 1000,
      run: async command => {
        ran.did.push(command.join(' '))
        return { code: 0, output: '' }
      },
      write: async file => void ran.did.push(`write ${file}`),
      remove: async file => void ran.did.push(`remove ${file}`),
    },
    openSecrets: () => unprepared('openSecrets'),
    noteLogin: async (_home, cloud, is) => void ran.did.push(`${is ? 'logged in' : 'logged out'} ${cloud}`),
  }
}

function fakeFace(
  ran: Ran,
  { calls = {}, subscribe, owned = false, stopped = new AbortController().signal }: Prepared,
): Face {
  const api: Api = {
    call: async (name, input) => {
      ran.calls.push([name, input])
      const answer = calls[name]
      return answer ? await answer(input) : await unprepared(name)
    },
    subscribe: subscribe ?? (name => unprepared(name)),
  }
  return { api, owned, stopped, close: async () => void ran.did.push('close') }
}

async function unprepared(what: string): Promise<never> {
  throw new Error(`${what} was not prepared`)
}
