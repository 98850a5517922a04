export type Turns = {
  /** Runs the work when all that came before has settled. */
  take<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when nothing is left that was asked for so far. */
  idle(): Promise<void>
}

/** One after the other, in the order of asking; a failure is its own asker's alone. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take(work) {
      const mine = last.then(work, work)
      last = mine.catch(() => undefined)
      return mine
    },
    async idle() {
      await last
    },
  }
}
