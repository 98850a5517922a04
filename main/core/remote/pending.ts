import { RemoteError } from './remote.ts'

/** Calls that are open on one connection: each ends by its answer, its deadline, its abort, or the connection's end. */
export type PendingCalls = {
  call<T>(options: CallOptions, start: Start<T>): Promise<T>
  /** Rejects everything open, and everything called later, with this error. */
  failAll(error: Error): void
}

export type CallOptions = { what: string; signal: AbortSignal; deadlineMs: number | null }
export type Start<T> = (resolve: (value: T) => void, reject: (error: Error) => void) => void

/** `onStuck` is told when a call passed its deadline: a connection that does not answer is as good as none. */
export function createPendingCalls(onStuck: (error: RemoteError) => void): PendingCalls {
  const open = new Set<(error: Error) => void>()
  let lost: Error | null = null

  return {
    call<T>({ what, signal, deadlineMs }: CallOptions, start: Start<T>): Promise<T> {
      if (lost) return Promise.reject(lost)
      if (signal.aborted) return Promise.reject(signal.reason)
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const timer = deadlineMs === null ? null : setTimeout(giveUp, deadlineMs)
      const onAbort = () => settle(() => reject(signal.reason))
      const fail = (error: Error) => settle(() => reject(error))

      function settle(finish: () => void): void {
        open.delete(fail)
        if (timer) clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        finish()
      }
      function giveUp(): void {
        const error = new RemoteError('lost', `${what}: no answer within ${(deadlineMs ?? 0) / 1000} s`)
        fail(error)
        onStuck(error)
      }

      open.add(fail)
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        start(value => settle(() => resolve(value)), fail)
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)))
      }
      return promise
    },
    failAll(error) {
      lost ??= error
      for (const fail of open) fail(error)
    },
  }
}
