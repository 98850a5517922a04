import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { EVENT_CHANNEL } from '../../common/bridge-channels.ts'
import { BridgeRequest, type BridgeMessage } from '../../common/bridge.ts'
import { isCallName, isStreamName, type Api, type Reply, type TemplatesAdded } from '../../common/contract.ts'
import { BurstError, type Problem } from '../../common/errors.ts'
import { toWireError } from '../../common/wire-errors.ts'
import type { Log } from '../core/log.ts'
import { isOurs } from './page-origin.ts'
import type { Spoken } from '../../common/spoken.ts'

export type BridgeOptions = {
  readonly api: Api
  /** Only pages of windows that the app made. */
  readonly isWindow: (contents: WebContents) => boolean
  readonly addDropped: (paths: readonly string[]) => Promise<TemplatesAdded>
  readonly revealFolder: (path: string) => Promise<void>
  /** The page is in this language now. */
  readonly speak: (language: Spoken) => void
  readonly log: Log
}

/** What a page can say at once, characters of JSON: a dropped library of templates fits. */
const MAX_CHARACTERS = 32 * 1024 * 1024
/** A page follows a handful of streams; more are a fault of it. */
const MAX_STREAMS = 64

export type Bridge = {
  /** Hears one message of a page. Never rejects. */
  readonly hear: (event: IpcMainInvokeEvent, message: unknown) => Promise<Reply<unknown>>
  /** The page is gone, or shows itself anew: it follows nothing any more. */
  readonly forget: (contentsId: number) => void
}

/**
 * The one place that hears the page: who speaks is checked first, then what is said, and only then anything is done.
 *
 * Answers are envelopes, as Electron passes on nothing of an error but its message. A stranger gets no answer that tells
 * anything.
 */
export function createBridge({ api, isWindow, addDropped, revealFolder, speak, log }: BridgeOptions): Bridge {
  const streams = new Map<number, Map<string, AbortController>>()

  function isPage({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
    if (!senderFrame || senderFrame !== sender.mainFrame) return false
    return isWindow(sender) && isOurs(senderFrame.url)
  }

  async function answer(request: BridgeRequest, sender: WebContents): Promise<unknown> {
    switch (request.kind) {
      case 'call':
        // The contract's own door checks the input; here only the name is looked up.
        if (!isCallName(request.name)) throw unknown('call', request.name)
        return await api.call(request.name, request.input as never)
      case 'subscribe':
        return subscribe(request, sender)
      case 'unsubscribe':
        streams.get(sender.id)?.get(request.id)?.abort()
        return null
      case 'add-dropped':
        return await addDropped(request.paths)
      case 'reveal-folder':
        await revealFolder(request.path)
        return null
      case 'speak':
        speak(request.language)
        return null
    }
  }

  function subscribe({ id, name, input }: Extract<BridgeRequest, { kind: 'subscribe' }>, sender: WebContents): null {
    if (!isStreamName(name)) throw unknown('stream', name)
    const own = streams.get(sender.id) ?? new Map<string, AbortController>()
    if (own.has(id) || own.size >= MAX_STREAMS) throw refused('too-many-streams', 'The page follows too many streams.')
    streams.set(sender.id, own)
    const leaving = new AbortController()
    own.set(id, leaving)
    const tell = (message: BridgeMessage) => {
      if (!leaving.signal.aborted && !sender.isDestroyed()) sender.send(EVENT_CHANNEL, message)
    }
    void api
      .subscribe(name, input as never, event => tell({ kind: 'event', id, event }), leaving.signal)
      .then(
        () => tell({ kind: 'over', id, error: null }),
        error => tell({ kind: 'over', id, error: withoutDetails(toWireError(error)) }),
      )
      .finally(() => own.delete(id))
    return null
  }

  return {
    async hear(event, message) {
      if (!isPage(event)) {
        log('a message did not come from the page and was dropped')
        return { ok: false, error: toWireError(refused('not-the-page', 'This is not the page.')) }
      }
      try {
        if (sizeOf(message) > MAX_CHARACTERS) throw refused('too-large', 'The message is too large.')
        const request = BridgeRequest.safeParse(message)
        if (!request.success) throw refused('invalid-message', 'The message is not one that the app knows.')
        return { ok: true, value: await answer(request.data, event.sender) }
      } catch (error) {
        if (!(error instanceof BurstError)) log('a message of the page failed', error)
        return { ok: false, error: withoutDetails(toWireError(error)) }
      }
    },

    forget(contentsId) {
      for (const leaving of streams.get(contentsId)?.values() ?? []) leaving.abort()
      streams.delete(contentsId)
    },
  }
}

/** Measured without building a copy of what may be huge: strings are what grows. */
function sizeOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  // What is nested deeper than any input of the contract counts as too large.
  if (depth > 64) return Infinity
  let size = 2
  for (const [key, inner] of Object.entries(value)) {
    size += key.length + sizeOf(inner, depth + 1)
    if (size > MAX_CHARACTERS) return size
  }
  return size
}

/** Code, message, place and remedy cross; what a provider said verbatim stays in the log. */
function withoutDetails<E extends ReturnType<typeof toWireError>>(error: E): E {
  return { ...error, problems: error.problems.map(told) }
}

function told({ code, message, remedy, file, line, column }: Problem): Problem {
  return {
    code,
    message,
    remedy,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }
}

function unknown(what: string, name: string): BurstError {
  return refused('unknown-name', `There is no ${what} ${JSON.stringify(name.slice(0, 64))}.`)
}

function refused(code: string, message: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy: 'Restart Burst; if it comes again, report it.' }])
}
