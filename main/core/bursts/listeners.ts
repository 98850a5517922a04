export type Listeners<Told extends readonly unknown[]> = {
  /** Gives back how to stop listening. */
  add(listener: (...told: Told) => void): () => void
  tell(...told: Told): void
  /** Resolves as soon as it holds, looked at now and after everything that is told; rejects with the signal's reason. */
  until(holds: () => boolean, signal: AbortSignal): Promise<void>
}

/** Who wants to be told. One that throws is logged, and the others are told all the same. */
export function createListeners<Told extends readonly unknown[]>(
  log: (message: string, details?: unknown) => void,
): Listeners<Told> {
  const all = new Set<(...told: Told) => void>()

  function add(listener: (...told: Told) => void): () => void {
    all.add(listener)
    return () => void all.delete(listener)
  }

  return {
    add,
    tell(...told) {
      for (const listener of all) {
        try {
          listener(...told)
        } catch (error) {
          log('somebody who was told of an event failed', error)
        }
      }
    },
    until: (holds, signal) =>
      new Promise((resolve, reject) => {
        const done = (settle: () => void) => {
          remove()
          signal.removeEventListener('abort', aborted)
          settle()
        }
        const aborted = () => done(() => reject(reasonOf(signal)))
        const look = () => {
          if (holds()) done(resolve)
        }
        const remove = add(look)
        signal.addEventListener('abort', aborted, { once: true })
        if (signal.aborted) aborted()
        else look()
      }),
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason })
}
