import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import cliProgress from 'cli-progress'
import type { ProgressBar, Terminal } from '../host.ts'

type Streams = {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: Writable
  readonly stderr: NodeJS.WriteStream
}

/** The real terminal. A reader that went away (`burst list | head -1`) is no failure: the rest is dropped. */
export function processTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  const gone = new AbortController()
  stdout.on('error', () => gone.abort())
  stderr.on('error', () => undefined)
  return {
    out: text => void (gone.signal.aborted || stdout.write(text)),
    err: text => void stderr.write(text),
    outClosed: gone.signal,
    canAsk: stdin.isTTY,
    errIsTerminal: stderr.isTTY,
    ask: async (question, signal) => await ask({ stdin, stderr }, question, signal),
    secret: async (question, signal) => {
      if (stdin.isTTY) stderr.write(question)
      const answer = await ask({ stdin, stderr: stdin.isTTY ? silent() : null }, '', signal)
      if (stdin.isTTY) stderr.write('\n')
      return answer
    },
    bar: () => progressBar(stderr),
  }
}

/** Where readline writes what is typed, when that is not to be seen. */
function silent(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

async function ask(
  { stdin, stderr }: { stdin: NodeJS.ReadStream; stderr: Writable | null },
  question: string,
  signal: AbortSignal,
): Promise<string> {
  const lines = createInterface({ input: stdin, ...(stderr ? { output: stderr, terminal: stdin.isTTY } : {}) })
  try {
    return await lines.question(question, { signal })
  } finally {
    lines.close()
  }
}

/** Started by the first value: before that there is no total to draw. */
function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  const bar = new cliProgress.SingleBar({
    stream,
    format: '{bar} {value}/{total}  {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    linewrap: false,
  })
  let isStarted = false
  return {
    show: (total, value, text) => {
      if (isStarted) bar.update(value, { text })
      else bar.start(total, value, { text })
      isStarted = true
    },
    stop: () => {
      if (isStarted) bar.stop()
    },
  }
}

/** Resolves when everything written so far is with the system, or nobody reads it any more. */
export async function flushed(stream: Writable): Promise<void> {
  await new Promise<void>(resolve => stream.write('', () => resolve()))
}
