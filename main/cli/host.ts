import type { Api, ExpandOptions, KillReport } from '../../common/contract.ts'
import type { Home } from '../core/home.ts'
import type { CloudId } from '../core/providers/credentials.ts'
import type { OpenedSecrets } from '../core/storage/secrets/open-secrets.ts'

/** What the commands may do to the world, passed in so that each of them can be tried without one. */
export type Host = {
  readonly terminal: Terminal
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly userFolder: string
  readonly cwd: string
  /** Wall clock, ms since 1970. */
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly interrupts: Interrupts
  readonly files: Files
  readonly engines: Engines
  readonly pages: Pages
  readonly safety: Safety
  readonly system: System
  /** Where credentials are kept on this machine. */
  readonly openSecrets: (home: Home) => Promise<OpenedSecrets>
  /** Remembers in a home whose credentials are kept. */
  readonly noteLogin: (home: Home, cloud: CloudId, is: boolean) => Promise<void>
}

export type TemplateChoice = {
  readonly template: string
  readonly library?: string
  readonly here?: string
  readonly options: ExpandOptions
}

export type JobChoice = {
  /** Where the manifest goes. */
  readonly file: string
  /** Where names of templates are looked up, the first one first. */
  readonly libraries: readonly string[]
  /** Of templates that name none. */
  readonly checkpoint: string
}

export type Files = {
  isFile(file: string): boolean
  /** The text of a small file; null where there is none. */
  readText(file: string): string | null
  /** Writes the whole job manifest of a template; replaces the file only when all of it is there. */
  writeJob(choice: TemplateChoice, job: JobChoice): Promise<void>
}

export type Terminal = {
  /** Results only. */
  out(text: string): void
  /** Everything said to people on the way. */
  err(text: string): void
  /** Aborts when nobody reads stdout any more. */
  readonly outClosed: AbortSignal
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  readonly errIsTerminal: boolean
  ask(question: string, signal: AbortSignal): Promise<string>
  /** The first line of what is piped in; on a terminal it is asked for, and what is typed is not shown. */
  secret(question: string, signal: AbortSignal): Promise<string>
  bar(): ProgressBar
}

export type ProgressBar = {
  show(total: number, value: number, text: string): void
  stop(): void
}

/** Ctrl-C or a request to terminate: the first asks to end well, the second to leave at once. */
export type Interrupts = { readonly first: AbortSignal; readonly second: AbortSignal }

/** `drive` takes up what is unfinished, `look` only reads and writes the record. */
export type FaceMode = 'drive' | 'look'

/** A way into the engine of a home. */
export type Face = {
  readonly api: Api
  /** While this process is that engine. */
  readonly owned: boolean
  /** Aborts when the engine that this process is was asked to stop. */
  readonly stopped: AbortSignal
  close(): Promise<void>
}

export type Engines = {
  open(home: Home, mode: FaceMode): Promise<Face>
  /** Whether an engine of another process answers; never becomes one. */
  answers(home: Home): Promise<boolean>
  /** Leaves an engine behind that ends by itself when nothing is left to do. */
  spawn(home: Home): void
}

/** The app as a page in a browser. */
export type Pages = {
  /** Resolves when it is there. BurstError where it cannot be served. */
  serve(home: Home, port: number): Promise<Served>
  openInBrowser(url: string): void
}

export type Served = {
  /** With the token of this start. */
  readonly url: string
  /** Ends it when the signal aborts; tells whether it left or died, and whether bursts may be left behind. */
  ended(signal: AbortSignal): Promise<{ readonly kind: 'left' | 'died'; readonly unfinished: boolean }>
}

/** What the system's own timers are set up with. */
export type System = {
  /** Null where users have no number. */
  readonly uid: number | null
  /** Runs a program to its end; `code` is null where it could not be started. */
  run(command: readonly [string, ...string[]]): Promise<{ readonly code: number | null; readonly output: string }>
  /** With the folders above it. */
  write(file: string, content: Buffer): Promise<void>
  /** Nothing happens where there is none. */
  remove(file: string): Promise<void>
}

/** What works without an engine and a database. */
export type Safety = {
  kill(home: Home, input: { instanceId: string; install?: string }, signal: AbortSignal): Promise<KillReport>
  killAll(home: Home, input: { provider?: string; drill: boolean }, signal: AbortSignal): Promise<KillReport>
  /**
   * Ends everything on an account, whoever made it, where `isMeant`; else only says what that would be: the ids are
   * `unconfirmed` then.
   */
  clearAccount(home: Home, input: { provider: string; isMeant: boolean }, signal: AbortSignal): Promise<KillReport>
  unlatch(home: Home): Promise<{ latched: false; was: boolean }>
  /** Ends the practice cloud's own process and its machines; nothing happens where none runs. */
  shutdownSandbox(home: Home, signal: AbortSignal): Promise<void>
}
