/** Sleeps until it is called, or the signal aborts; a call that comes while nobody sleeps is remembered. */
export type Wakeup = {
  call(): void
  /** Resolves at the next call, or at once where one is remembered, and when the signal aborts. */
  wait(): Promise<void>
}

export function createWakeup(signal: AbortSignal): Wakeup {
  let isCalled = false
  let wake: (() => void) | null = null
  const call = () => {
    isCalled = true
    wake?.()
  }
  signal.addEventListener('abort', call, { once: true })
  return {
    call,
    async wait() {
      if (!isCalled && !signal.aborted) await new Promise<void>(resolve => (wake = resolve))
      isCalled = false
      wake = null
    },
  }
}
