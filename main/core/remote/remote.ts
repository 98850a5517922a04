import type { Duplex } from 'node:stream'

/**
 * One live SSH connection to an instance, as the core needs it.
 *
 * Paths are POSIX and relative to the login folder. Every method rejects with `RemoteError`; an abort rejects with the
 * signal's reason. A lost connection rejects everything that is open on it.
 */
export interface RemoteConnection {
  /** Runs a command; `stdin` may be written to until ended. Output is given as it comes, as raw bytes. */
  exec(command: readonly string[], options: ExecOptions): Promise<RemoteProcess>
  /** Runs a command whose input and output are one stream of bytes, both held up where the other side is slow. */
  stream(command: readonly string[], signal: AbortSignal): Promise<RemoteStream>
  /** A way to a port of the instance's own loopback. */
  tunnel(port: number, signal: AbortSignal): Promise<Duplex>
  writeFile(path: string, content: Buffer | AsyncIterable<Buffer>, signal: AbortSignal): Promise<void>
  /** Writes under a temporary name, then renames: nobody ever sees half a file. */
  putFile(path: string, content: Buffer | AsyncIterable<Buffer>, signal: AbortSignal): Promise<void>
  mkdir(path: string, signal: AbortSignal): Promise<void>
  /**
   * Writes what is behind `from` of a large file, over several channels, with a window that slides over it.
   *
   * After a cut, everything further than `SEND_WINDOW_BYTES` before the end of what is there has arrived.
   */
  sendFile(path: string, source: SentFile, signal: AbortSignal): Promise<void>
  /**
   * Reads a file with many requests in flight and hands on its bytes in order, those before `from` left out.
   *
   * `maxBytes` bounds what is read: a server that sends more is refused. A file that is `large`, and nearly as large as
   * that, comes over several channels.
   */
  readFile(
    path: string,
    options: {
      from?: number
      maxBytes: number
      large?: boolean
      onChunk: (chunk: Buffer) => void | Promise<void>
      signal: AbortSignal
    },
  ): Promise<{ bytes: number }>
  /** Resolves when the connection is gone, with the reason. */
  readonly closed: Promise<Error | null>
  close(): void
}

export type SentFile = {
  readonly from: number
  readonly bytes: number
  /** Fewer bytes than asked for are an error. */
  readonly read: (position: number, length: number) => Promise<Buffer>
  /** Told how far everything has arrived, bytes from the beginning of the file. */
  readonly onArrived: (bytes: number) => void
}

export type ExecOptions = {
  onStdout: (chunk: Buffer) => void
  signal: AbortSignal
  /** How long it may run, real ms; absent: as long as it likes. One that runs longer is ended and rejects. */
  deadlineMs?: number
}

export interface RemoteProcess {
  write(line: string): void
  end(): void
  /** Resolves when the remote side ended and all its output was handed on. */
  readonly exited: Promise<{ code: number | null; stderr: string }>
}

export interface RemoteStream {
  /** Ends when the command has said all; its end is the end of the command's input. */
  readonly bytes: Duplex
  readonly exited: RemoteProcess['exited']
}

export type ConnectSpec = {
  host: string
  port: number
  user: string
  /** OpenSSH private key, PEM. */
  clientPrivateKey: string
  /** The one host key we accept, as an OpenSSH public key line. */
  hostPublicKey: string
}

/** Connects, or rejects with `RemoteError`. A wrong host key is `host-key-mismatch` and never worth a retry. */
export type Connect = (spec: ConnectSpec, signal: AbortSignal) => Promise<RemoteConnection>

export type RemoteErrorCode =
  'unreachable' | 'host-key-mismatch' | 'login-refused' | 'lost' | 'missing-file' | 'too-large' | 'remote-failed'

export class RemoteError extends Error {
  override name = 'RemoteError'
  readonly code: RemoteErrorCode
  constructor(code: RemoteErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
