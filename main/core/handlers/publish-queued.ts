import { createWakeup } from './wakeup.ts'

type Publish<T> = (event: T) => void | Promise<void>

/** Publishes what there is, then what is heard, in order and one at a time, until the signal aborts. */
export async function publishQueued<T>(
  first: readonly T[],
  listen: (hear: (event: T) => void) => () => void,
  publish: Publish<T>,
  signal: AbortSignal,
): Promise<void> {
  const news = createWakeup(signal)
  const waiting = [...first]
  const remove = listen(event => {
    waiting.push(event)
    news.call()
  })
  try {
    while (!signal.aborted) {
      for (const event of waiting.splice(0)) if (!signal.aborted) await publish(event)
      await news.wait()
    }
  } finally {
    remove()
  }
}
